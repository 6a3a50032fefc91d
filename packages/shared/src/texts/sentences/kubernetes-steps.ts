import type { Sentences } from "../sentence-forms.ts";

export const kubernetesStepsSentences: Sentences = {
  "runs with older flags": "用旧的参数在运行",
  "warning: {1} in {2} no longer count: {3} sets KUBELET_EXTRA_ARGS after it; add what is needed to spec.kubernetes.kubeletArgs":
    "警告：{2} 里的 {1} 不再起作用：{3} 在它之后设置了 KUBELET_EXTRA_ARGS；需要的请加进 spec.kubernetes.kubeletArgs",
  "{1} does not stay up after its restart": "{1} 重启后留不住",
  "{1} does not stay up: {2}": "{1} 启动后留不住：{2}",
  "other contents": "内容不同",
  "this cluster's": "本集群的",
  "{1} was another one: it is kept as {2}": "{1} 是另一份：它保留为 {2}",
  "kubeadm writes it: has `kubeadm init` or `kubeadm join --control-plane` ended well on this host?":
    "它由 kubeadm 写：这台主机上 `kubeadm init` 或 `kubeadm join --control-plane` 顺利结束了吗？",
  "as in the manifest": "和清单一致",
  'the cluster has no Node "{1}"': "集群里没有节点“{1}”",
  "its kubelet has not registered it: on {1}: journalctl -u kubelet -e":
    "它的 kubelet 没有登记它：在 {1} 上：journalctl -u kubelet -e",
  "taint {1}": "污点 {1}",
  "label {1}": "标签 {1}",
  "{1} does not answer steadily: {2}": "{1} 的应答不稳定：{2}",
  "the {1} of this host was not touched; look at haproxy and keepalived on every control-plane host":
    "没有动这台主机的 {1}；请查看每台控制平面主机上的 haproxy 和 keepalived",
  "{1} is stopped": "{1} 已停下",
  "silent for too long": "太久没有动静",
  "{1} is started again": "{1} 又启动了",
  "kube-apiserver (pid {1}) is killed; the kubelet starts it again":
    "kube-apiserver（pid {1}）已被杀掉；kubelet 会再启动它",
  "this host's apiserver answers again": "这台主机的 apiserver 又有应答了",
  "{1} did not answer for {2} when this host's {3} was stopped; the limit is {4}":
    "停掉这台主机的 {3} 时，{1} 有 {2} 没有应答；上限是 {4}",
  "journalctl -u keepalived -u haproxy on every control-plane host: did the virtual IP move, did haproxy take the dead apiserver out?":
    "在每台控制平面主机上 journalctl -u keepalived -u haproxy：虚拟 IP 移动了吗？haproxy 把停掉的 apiserver 摘除了吗？",
  "{1} of {2} questions failed": "{2} 次询问中有 {1} 次失败",
  "this host's {1} did not come back": "这台主机的 {1} 没有恢复",
  "{1} does not answer: {2}": "{1} 没有应答：{2}",
  "the outage is not over: {1}": "中断还没有结束：{1}",
  "on the host: journalctl -u kubelet -u haproxy -u keepalived -e":
    "在该主机上：journalctl -u kubelet -u haproxy -u keepalived -e",
  "another key": "另一把密钥",
  "the key of the plan": "计划里的密钥",
  "the CA that the plan gives for {1} is not the one it names": "计划为 {1} 给出的 CA 不是它所写的那一个",
  "{1} {2}; this cluster's is {3}; nothing was touched": "{1} {2}；本集群的是 {3}；什么也没有动",
  "is no certificate": "不是证书",
  "is another cluster's CA ({1})": "是另一个集群的 CA（{1}）",
  "{1} is absent, and there are keys that are not this cluster's: {2}; nothing was touched":
    "{1} 不存在，却有不属于本集群的密钥：{2}；什么也没有动",
  "move them away if nobody needs them, then run `coordinator bootstrap` again":
    "如果没有人需要就移走，再运行一次 `coordinator bootstrap`",
  "waiting for {1}": "等待 {1}",
  "no time for evidence": "没有时间收集证据",
  "node {1}": "节点 {1}",
  "last lines of the kubelet:": "kubelet 的最后几行：",
  "more than one {1} (pids {2})": "{1} 不止一个（pid {2}）",
  "no {1} that its kubelet started": "没有由它的 kubelet 启动的 {1}",
  "this host runs {1}": "这台主机运行着 {1}",
  "on the host: crictl ps, or docker ps; journalctl -u kubelet -e":
    "在该主机上：crictl ps，或 docker ps；journalctl -u kubelet -e",
  "{1} is not Established after {2} s": "过了 {2} 秒，{1} 还不是 Established",
  'this host has no user "{1}" in /etc/passwd': "这台主机的 /etc/passwd 里没有用户“{1}”",
  "create the user (useradd --create-home {1}), or take it out of spec.kubernetes.kubectlUsers":
    "创建这个用户（useradd --create-home {1}），或从 spec.kubernetes.kubectlUsers 里去掉",
  'the home {1} of user "{2}" is not there': "用户“{2}”的主目录 {1} 不在那里",
  "create it, owned by {1}, or take the user out of spec.kubernetes.kubectlUsers":
    "创建它，属主为 {1}；或从 spec.kubernetes.kubectlUsers 里去掉这个用户",
  "kubectl {1} answers something else than expected": "kubectl {1} 的应答和预期不同",
  "kubectl {1} exited {2}: {3}": "kubectl {1} 以退出码 {2} 退出：{3}",
  "is the apiserver up? on the host: crictl ps -a, or docker ps -a; journalctl -u kubelet -e":
    "apiserver 在运行吗？在该主机上：crictl ps -a，或 docker ps -a；journalctl -u kubelet -e",
  "see the server's message": "看服务器的消息",
  "nobody leads": "没有 leader",
  "{1} leads, and has not said so for more than a minute": "{1} 是 leader，但已经一分多钟没有表示过",
  "it holds no object": "里面没有对象",
  "{1} lacks {2}": "{1} 缺少 {2}",
  "an object": "对象",
  "an object of the kind {1}": "类型为 {1} 的对象",
  "its end (is it larger than 1 MiB?)": "结尾（是不是超过了 1 MiB？）",
  'manifest "{1}" cannot be read: {2}': "清单“{1}”读不出来：{2}",
  "correct the file that spec.kubernetes.network names; nothing of it was applied":
    "改正 spec.kubernetes.network 所指的文件；里面的什么也没有应用",
  "not registered": "没有登记",
  "on {1}: journalctl -u kubelet -e": "在 {1} 上：journalctl -u kubelet -e",
  "it says nothing of itself yet": "它还没有报告自己的状态",
  "not Ready: {1}": "未 Ready：{1}",
  "not Ready: {1} ({2})": "未 Ready：{1}（{2}）",
  "the host has no network plugin yet": "主机上还没有网络插件",
  "the plugin's pod writes /etc/cni/net.d on HOST: see why it does not run; with spec.kubernetes.network none, put the configuration there":
    "插件的 Pod 会写 HOST 上的 /etc/cni/net.d：看它为什么没有运行；spec.kubernetes.network 是 none 时，由你把配置放到那里",
  "its container runtime does not answer": "它的容器运行时没有应答",
  "on HOST: systemctl status docker containerd; journalctl -u kubelet -e":
    "在 HOST 上：systemctl status docker containerd；journalctl -u kubelet -e",
  "its kubelet has stopped, or does not reach the apiserver through the virtual IP":
    "它的 kubelet 停了，或经虚拟 IP 连不上 apiserver",
  "on HOST: systemctl status kubelet; journalctl -u kubelet -e":
    "在 HOST 上：systemctl status kubelet；journalctl -u kubelet -e",
  "its kubelet has only just registered": "它的 kubelet 刚刚登记",
  "if it lasts: on HOST: journalctl -u kubelet -e": "如果一直这样：在 HOST 上：journalctl -u kubelet -e",
  "it was not asked yet": "还没有问过它",
  "it is not there": "它不在那里",
  "its {1} cannot be read": "它的 {1} 读不出来",
  "it names no server": "里面没有写服务器",
  "{1} does not tell about the node: {2}": "{1} 说不出节点的情况：{2}",
  "the kubelet's {1} cannot be used: {2}": "kubelet 的 {1} 不能用：{2}",
  "has `kubeadm join` ended well on this host?": "这台主机上 `kubeadm join` 顺利结束了吗？",
  " on {1}": "（{1} 上）",
  "pod {1}{2}: {3}": "Pod {1}{2}：{3}",
  "not scheduled": "没有调度",
  "runs and is not Ready": "在运行，但未 Ready",
  "{1} (container {2}, image {3}{4})": "{1}（容器 {2}，镜像 {3}{4}）",
  "{1} (container {2}, image {3}: exit {4}, {5} restarts)": "{1}（容器 {2}，镜像 {3}：退出码 {4}，重启 {5} 次）",
  "make the image available to the host that the message names (spec.kubernetes.images, or a mirror), then run `coordinator bootstrap` again":
    "让消息里指出的主机能取到这个镜像（spec.kubernetes.images，或镜像站），再运行一次 `coordinator bootstrap`",
  "read the container's last lines in the evidence": "看证据里这个容器的最后几行",
  "the pod names a ConfigMap, a Secret or a mount that is not there: see the evidence":
    "Pod 引用了不存在的 ConfigMap、Secret 或挂载：见证据",
  "no node takes the pod: compare its tolerations and requests with the nodes' taints and sizes":
    "没有节点接收这个 Pod：把它的容忍和资源请求同节点的污点和大小比一比",
  "kubectl diff needs the program diff, which the host does not have": "kubectl diff 需要程序 diff，而主机上没有",
  "install the package diffutils on the host": "在该主机上安装软件包 diffutils",
  " refuses {1} of": "不接受清单中的 {1}，",
  'the apiserver{1} manifest "{2}": {3}': "apiserver{1}清单“{2}”：{3}",
  "{1} (kubectl keeps a copy there before Kubernetes 1.22)": "{1}（Kubernetes 1.22 之前，kubectl 会在那里留一份副本）",
  "correct the object; of the manifest only this was applied, which it needs: {1}":
    "改正这个对象；这份清单里只应用了它所需要的：{1}",
  "rollout of {1}": "{1} 的部署",
  "rolled out": "部署完成",
  "waiting for {1}: {2}{3}": "等待 {1}：{2}{3}",
  "not seen by its controller yet": "它的控制器还没有看到",
  "{1} of {2} pods updated": "{2} 个 Pod 中 {1} 个已更新",
  "{1} old pods still there": "还有 {1} 个旧的 Pod",
  "{1} of {2} pods available": "{2} 个 Pod 中 {1} 个可用",
  "{1} is not rolled out after {2} s: {3}{4}": "过了 {2} 秒，{1} 还没有部署完成：{3}{4}",
  "this host's apiserver": "这台主机的 apiserver",
  "the apiserver through the virtual IP": "经虚拟 IP 的 apiserver",
  "the cluster cannot be asked": "无法询问集群",
  "etcd at {1} with this apiserver's certificate": "用这个 apiserver 的证书访问 {1} 的 etcd",
  "pod {1}": "Pod {1}",
  "on its host: journalctl -u kubelet -e": "在它的主机上：journalctl -u kubelet -e",
  "a field": "字段",
};
