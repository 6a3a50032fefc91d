import type { Sentences } from "../sentence-forms.ts";

export const kubeadmStepsSentences: Sentences = {
  "{1} containers": "{1} 个容器",
  "kept etcd's data: it is now {1}": "保留了 etcd 的数据：现在位于 {1}",
  "emptied {1}": "清空了 {1}",
  "kubeadm.reset may remove only what is below {1}; it was told {2}":
    "kubeadm.reset 只许删除 {1} 之下的东西；却让它删 {2}",
  "good for joining": "可以用来加入",
  "of another secret or use": "属于另一把密钥，或另有用途",
  "expired, or about to": "已过期，或即将过期",
  "not yet signed for": "还没有为它签名",
  "the controller-manager did not sign cluster-info for {1} within {2} s":
    "controller-manager 没有在 {2} 秒内为 {1} 给 cluster-info 签名",
  "kubectl -n kube-system get pods -l component=kube-controller-manager; compare the hosts' clocks too":
    "kubectl -n kube-system get pods -l component=kube-controller-manager；也比一比各主机的时钟",
  "kubeadm ended well, but the apiserver at {1} did not stay well for {2} s: {3}":
    "kubeadm 顺利结束，但 {1} 上的 apiserver 没能保持 {2} 秒正常：{3}",
  "on the host: the newest log below /var/log/pods/kube-system_kube-apiserver-*; journalctl -u kubelet -e":
    "在该主机上：/var/log/pods/kube-system_kube-apiserver-* 之下最新的日志；journalctl -u kubelet -e",
  "the ConfigMap cluster-info in kube-public is gone: no host can join without":
    "kube-public 里的 ConfigMap cluster-info 没了：没有它，主机就无法加入",
  "on a control-plane host: kubeadm init phase bootstrap-token":
    "在一台控制平面主机上：kubeadm init phase bootstrap-token",
  "another process holds its port {1}": "它的端口 {1} 被别的进程占用",
  "on the host: ss -ltnp; a process of an older cluster may still run, or haproxy may listen on the apiserver's port":
    "在该主机上：ss -ltnp；可能旧集群的进程还在运行，或 haproxy 占了 apiserver 的端口",
  "another process holds one of its ports: {1}": "它的某个端口被别的进程占用：{1}",
  "on the host: ss -ltnp; a process of an older cluster may still run":
    "在该主机上：ss -ltnp；可能旧集群的进程还在运行",
  "the host does not have the address that it shall listen on": "主机上没有它要监听的地址",
  "a certificate between apiserver and etcd is not valid at this host's time":
    "按这台主机的时间，apiserver 和 etcd 之间有证书不在有效期内",
  "set the clocks of all hosts, then run `coordinator bootstrap` again":
    "校准所有主机的时钟，再运行一次 `coordinator bootstrap`",
  "etcd's certificate is of another CA than the apiserver expects": "etcd 的证书不属于 apiserver 所认的 CA",
  "etcd refuses the apiserver's client certificate": "etcd 拒绝了 apiserver 的客户端证书",
  "run `coordinator bootstrap` again: certificates.ensure replaces it; why it is refused is in etcd's journal alone":
    "再运行一次 `coordinator bootstrap`：certificates.ensure 会换掉它；为什么拒绝，只有 etcd 的日志里有",
  "an etcd member answers with a certificate that does not name its address: {1}":
    "有 etcd 成员出示的证书没有写它的地址：{1}",
  "the addresses in spec.hosts must be those that etcd listens on": "spec.hosts 里的地址必须是 etcd 监听的那些",
  "the apiserver cannot reach etcd at {1}": "apiserver 连不上 {1} 的 etcd",
  "on that host: systemctl status etcd; is the port open between the hosts?":
    "在那台主机上：systemctl status etcd；主机之间的端口通吗？",
  "etcd does not answer the apiserver in time": "etcd 没有及时应答 apiserver",
  "on the etcd hosts: systemctl status etcd; journalctl -u etcd -e":
    "在 etcd 主机上：systemctl status etcd；journalctl -u etcd -e",
  "it does not know one of its flags: {1}": "它不认识自己的一个参数：{1}",
  "correct extraArgs in spec.kubernetes.kubeadm.cluster: this flag is not of this version":
    "改正 spec.kubernetes.kubeadm.cluster 里的 extraArgs：这个版本没有这个参数",
  "it refuses the value of a flag: {1}": "它不接受某个参数的值：{1}",
  "correct extraArgs in spec.kubernetes.kubeadm.cluster": "改正 spec.kubernetes.kubeadm.cluster 里的 extraArgs",
  "it cannot read {1}": "它读不了 {1}",
  "is the file there, and mounted into the pod by extraVolumes?": "文件在吗？有没有用 extraVolumes 挂进 Pod？",
  "a certificate and its key in /etc/kubernetes/pki are not of one pair":
    "/etc/kubernetes/pki 里有证书和它的密钥不是一对",
  "run `coordinator bootstrap` again: the attempt is taken back and both are made anew":
    "再运行一次 `coordinator bootstrap`：这次尝试会撤回，两者都会重新生成",
  "it refuses the network of the services: {1}": "它不接受 Service 的网段：{1}",
  "correct spec.kubernetes.serviceSubnet": "改正 spec.kubernetes.serviceSubnet",
  "the disk of the host is full": "主机的磁盘已满",
  "free space on the host, then run `coordinator bootstrap` again":
    "在该主机上腾出空间，再运行一次 `coordinator bootstrap`",
  "the bootstrap token does not have the form abcdef.0123456789abcdef":
    "bootstrap token 不是 abcdef.0123456789abcdef 这种形式",
  "the JoinConfiguration has no discovery.bootstrapToken": "JoinConfiguration 里没有 discovery.bootstrapToken",
  "the documents for kubeadm hold no {1}": "给 kubeadm 的文档里没有 {1}",
  "etcd answers no number when it is asked to count keys": "请 etcd 统计键数，它应答的不是数字",
  "etcd holds {1} keys of an older Kubernetes cluster below {2}{3}":
    "etcd 在 {2} 之下有旧 Kubernetes 集群的 {1} 个键{3}",
  "; its kubernetes service was {1}": "；它的 kubernetes 服务是 {1}",
  "{1} keys below {2}": "{2} 之下有 {1} 个键",
  "kubernetes service: {1}": "kubernetes 服务：{1}",
  "no etcd member answers with the apiserver's own certificate": "用 apiserver 自己的证书去问，没有 etcd 成员应答",
  "kubeadm of the interrupted attempt still runs (process {1}): it is ended":
    "被中断的那次的 kubeadm 还在运行（进程 {1}）：现在结束它",
  "waiting until the cluster takes the node {1} for not ready: it cannot join before":
    "等集群把节点 {1} 视为未就绪：在此之前它不能加入",
  "this host": "这台主机",
  "not joined": "没有加入",
  "joined as {1}": "已作为 {1} 加入",
  "an interrupted attempt": "被中断的尝试",
  "an earlier attempt was interrupted: it is taken back first": "之前有一次尝试被中断：先把它撤回",
  "{1} says that this host belongs to the cluster with the CA {2}; the plan's is {3}":
    "{1} 说这台主机属于 CA 为 {2} 的集群；计划里的是 {3}",
  "this host has joined, but {1} is gone": "这台主机已经加入，但 {1} 没了",
  "this host has joined as {1}, and shall be {2}": "这台主机已作为 {1} 加入，而现在要它是 {2}",
  "{1}; a host that has joined is never joined anew blindly": "{1}；已加入的主机绝不会被盲目地重新加入",
  "put the manifest back (kubeadm init phase control-plane apiserver), or on the host kubeadm reset --skip-phases=remove-etcd-member; the next bootstrap then joins it anew":
    "把清单放回去（kubeadm init phase control-plane apiserver），或在该主机上 kubeadm reset --skip-phases=remove-etcd-member；下一次引导会重新加入它",
  "drain the node, then on the host: kubeadm reset --skip-phases=remove-etcd-member":
    "先排空（drain）这个节点，再在该主机上：kubeadm reset --skip-phases=remove-etcd-member",
  "the host carries files of a Kubernetes cluster that no record of ours explains: {1}{2}; nothing was touched":
    "主机上有 Kubernetes 集群的文件，而我们的记录里没有：{1}{2}；什么也没有动",
  " and more": "等",
  "if nobody needs that cluster, on the host: kubeadm reset --skip-phases=remove-etcd-member; then run again":
    "如果没有人需要那个集群，在该主机上：kubeadm reset --skip-phases=remove-etcd-member；再运行一次",
  "{1} or {2} is absent": "{1} 或 {2} 不存在",
  "kubeadm of the interrupted attempt has ended well meanwhile: its work is kept":
    "被中断的那次的 kubeadm 已经顺利结束：保留它的成果",
  "the cluster behind the endpoint has another CA than the plan's": "端点后面的集群，其 CA 不是计划里的",
  "another cluster answers at the virtual IP: free the address, or choose another spec.endpoint.vip":
    "虚拟 IP 上应答的是另一个集群：让出这个地址，或换一个 spec.endpoint.vip",
  "the cluster does not know the bootstrap token, or it has expired": "集群不认识这个 bootstrap token，或它已过期",
  "run `coordinator bootstrap` again: it makes a new token": "再运行一次 `coordinator bootstrap`：它会做一个新令牌",
  "the cluster information at the endpoint is not signed with this run's bootstrap token":
    "端点上的集群信息不是用本次运行的 bootstrap token 签名的",
  "run `coordinator bootstrap` again: it makes a new token; if it stays, another cluster answers at the virtual IP":
    "再运行一次 `coordinator bootstrap`：它会做一个新令牌；如果仍然如此，就是另一个集群在虚拟 IP 上应答",
  "a certificate is not valid at this host's time: clocks differ": "按这台主机的时间，有证书不在有效期内：时钟不一致",
  "set the clocks of all hosts (chronyc makestep), then run `coordinator bootstrap` again":
    "校准所有主机的时钟（chronyc makestep），再运行一次 `coordinator bootstrap`",
  "the apiserver's certificate does not name {1}": "apiserver 的证书没有写 {1}",
  "the endpoint's address must be in spec.endpoint when the first control-plane host is made":
    "建立第一台控制平面主机时，端点的地址必须已在 spec.endpoint 里",
  "whoever answers at the endpoint has a certificate of another CA": "端点上应答者的证书属于另一个 CA",
  "another cluster may hold the virtual IP: free the address, or choose another spec.endpoint.vip":
    "虚拟 IP 可能在另一个集群手里：让出这个地址，或换一个 spec.endpoint.vip",
  "a node named {1} is in the cluster already, and it is Ready": "集群里已有名为 {1} 的节点，而且是 Ready",
  "if it is this host's own from before: kubectl delete node {1}; else give the host another name in spec.hosts":
    "如果它就是这台主机以前的节点：kubectl delete node {1}；否则在 spec.hosts 里给这台主机换个名字",
  "etcd of the cluster has a learner that was never promoted, and takes no second one":
    "集群的 etcd 里有一个一直没有转正的 learner，不再接受第二个",
  "look for it with etcdctl member list, and take it out with etcdctl member remove; then run again":
    "用 etcdctl member list 找到它，用 etcdctl member remove 移除；再运行一次",
  "this host's new etcd member did not catch up with the leader": "这台主机新的 etcd 成员没能追上 leader",
  "on the host: look at the etcd container's log; is port 2380 open between the hosts?":
    "在该主机上：看 etcd 容器的日志；主机之间的 2380 端口通吗？",
  "the cluster's etcd is not healthy, so it takes no new member": "集群的 etcd 不健康，所以不接受新成员",
  "bring the members back that do not answer (etcdctl endpoint health), then run again":
    "让没有应答的成员恢复（etcdctl endpoint health），再运行一次",
  "etcd of the cluster has no quorum": "集群的 etcd 没有达到法定人数",
  "bring the etcd members back that do not answer; a member that was announced and never started counts too":
    "让没有应答的 etcd 成员恢复；已登记却从未启动的成员也算在内",
  "swap is on, and the kubelet refuses to run with it": "swap 开着，kubelet 因此不肯运行",
  "on the host: swapoff -a, and take the swap lines out of /etc/fstab":
    "在该主机上：swapoff -a，并去掉 /etc/fstab 里的 swap 行",
  "another process holds the port {1}": "端口 {1} 被别的进程占用",
  "on the host: ss -ltnp 'sport = :{1}'": "在该主机上：ss -ltnp 'sport = :{1}'",
  "{1} is there already: a leftover of an older cluster": "{1} 已经存在：是旧集群的残留",
  "if nobody needs it: `coordinator reset`, then run again": "如果没有人需要它：`coordinator reset`，再运行一次",
  "{1} is not empty: it holds the data of an older cluster": "{1} 不是空的：里面有旧集群的数据",
  "move it away if nobody needs it, then run again": "如果没有人需要它就移走，再运行一次",
  "the image {1} is neither on the host nor to be pulled": "镜像 {1} 不在主机上，也拉取不到",
  "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images":
    "改正 spec.kubernetes.imageRepository，或把镜像加进 spec.kubernetes.images",
  "the container runtime does not answer: {1}": "容器运行时没有应答：{1}",
  "on the host: systemctl status docker containerd": "在该主机上：systemctl status docker containerd",
  "kubeadm is not content with etcd: {1}": "kubeadm 对 etcd 不满意：{1}",
  "on the etcd hosts: systemctl status etcd; or choose another spec.etcd.version":
    "在 etcd 主机上：systemctl status etcd；或换一个 spec.etcd.version",
  "a preflight check of kubeadm failed: [{1}": "kubeadm 有一项 preflight 检查没通过：[{1}",
  "mend it, or name the check in nodeRegistration.ignorePreflightErrors of spec.kubernetes.kubeadm.init and join":
    "处理好它，或把这项检查写进 spec.kubernetes.kubeadm.init 和 join 的 nodeRegistration.ignorePreflightErrors",
  "kubeadm refuses its configuration: {1}": "kubeadm 不接受它的配置：{1}",
  "is kubeadm on the host of the version in the spec? Else report the line with the spec":
    "主机上的 kubeadm 是 cluster.yaml 里的版本吗？如果是，请连同 cluster.yaml 报告这一行",
  "kubeadm refuses the certificates in /etc/kubernetes/pki: {1}": "kubeadm 不接受 /etc/kubernetes/pki 里的证书：{1}",
  "move /etc/kubernetes/pki away if nobody needs it, then run again":
    "如果没有人需要 /etc/kubernetes/pki 就移走，再运行一次",
  "the control plane's endpoint does not answer: {1}": "控制平面的端点没有应答：{1}",
  "does one host hold the virtual IP, and does haproxy run on it? `coordinator status`":
    "是不是恰好一台主机持有虚拟 IP？haproxy 在它上面运行吗？`coordinator status`",
  "the kubelet did not get its identity from the cluster: {1}": "kubelet 没能从集群取得身份：{1}",
  "on the host: journalctl -u kubelet -e; the controller-manager must sign its request":
    "在该主机上：journalctl -u kubelet -e；controller-manager 必须签署它的请求",
  "it exited {1}": "它以退出码 {1} 退出",
  "{1} failed: {2}": "{1} 失败：{2}",
  "kubelet and container runtime use different cgroup drivers (the kubelet's is {1})":
    "kubelet 和容器运行时用的 cgroup driver 不同（kubelet 的是 {1}）",
  'both must use systemd: "exec-opts": ["native.cgroupdriver=systemd"] in /etc/docker/daemon.json; something changed it after runtime.configure':
    '两者都要用 systemd：/etc/docker/daemon.json 里写 "exec-opts": ["native.cgroupdriver=systemd"]；runtime.configure 之后有什么东西改了它',
  "on the host: swapoff -a, and take the swap lines out of /etc/fstab; something turned swap on after host.swap-off":
    "在该主机上：swapoff -a，并去掉 /etc/fstab 里的 swap 行；host.swap-off 之后有什么东西又打开了 swap",
  "the host uses cgroup v1, which the kubelet refuses since Kubernetes 1.35":
    "主机用的是 cgroup v1，从 Kubernetes 1.35 起 kubelet 不再接受",
  "boot the host with cgroup v2 (systemd.unified_cgroup_hierarchy=1), or choose an older Kubernetes":
    "让主机以 cgroup v2 启动（systemd.unified_cgroup_hierarchy=1），或选旧一些的 Kubernetes",
  "the kubelet does not know one of its flags: {1}": "kubelet 不认识自己的一个参数：{1}",
  "correct spec.kubernetes.kubeletArgs, /etc/default/kubelet or /etc/sysconfig/kubelet":
    "改正 spec.kubernetes.kubeletArgs、/etc/default/kubelet 或 /etc/sysconfig/kubelet",
  "the kubelet refuses the value of a flag: {1}": "kubelet 不接受某个参数的值：{1}",
  "correct the value in spec.kubernetes.kubeletArgs, /etc/default/kubelet or /etc/sysconfig/kubelet":
    "改正 spec.kubernetes.kubeletArgs、/etc/default/kubelet 或 /etc/sysconfig/kubelet 里的值",
  "the kubelet cannot read its configuration: {1}": "kubelet 读不了它的配置：{1}",
  "the version of the kubelet must not be older than kubeadm's": "kubelet 的版本不能比 kubeadm 的旧",
  "the kubelet refuses its configuration: {1}": "kubelet 不接受它的配置：{1}",
  "correct spec.kubernetes.kubeadm.kubelet": "改正 spec.kubernetes.kubeadm.kubelet",
  "docker does not answer the kubelet": "docker 没有应答 kubelet",
  "on the host: systemctl status docker; journalctl -u docker -e":
    "在该主机上：systemctl status docker；journalctl -u docker -e",
  "the container runtime speaks another version of CRI, or its CRI plugin is switched off":
    "容器运行时说的是另一个版本的 CRI，或它的 CRI 插件关着",
  'containerd: "cri" must not be in disabled_plugins of /etc/containerd/config.toml, and its release must fit that of Kubernetes':
    'containerd：/etc/containerd/config.toml 的 disabled_plugins 里不能有 "cri"，它的版本也要和 Kubernetes 的相配',
  "the kubelet cannot reach the container runtime": "kubelet 连不上容器运行时",
  "on the host: systemctl status containerd; the socket must be the criSocket of the plan":
    "在该主机上：systemctl status containerd；套接字必须是计划里的 criSocket",
  "the kubelet has neither its own kubeconfig nor one to ask for it: {1}":
    "kubelet 既没有自己的 kubeconfig，也没有用来申请的那一份：{1}",
  "run `coordinator bootstrap` again: the attempt is taken back and done anew":
    "再运行一次 `coordinator bootstrap`：这次尝试会撤回重做",
  "the kubelet cannot read the cluster's CA {1}": "kubelet 读不了集群的 CA {1}",
  "compare the file with /etc/quorate/pki/kubernetes/ca.crt, then run `coordinator bootstrap` again":
    "把该文件和 /etc/quorate/pki/kubernetes/ca.crt 比一比，再运行一次 `coordinator bootstrap`",
  "another process holds a port of the kubelet: {1}": "kubelet 的某个端口被别的进程占用：{1}",
  "on the host: ss -ltnp 'sport = :10250'; an older kubelet may still run":
    "在该主机上：ss -ltnp 'sport = :10250'；可能还有旧的 kubelet 在运行",
  "the kubelet exits: {1}": "kubelet 退出了：{1}",
  "on the host: journalctl -u kubelet -e": "在该主机上：journalctl -u kubelet -e",
  "the pause image {1} is neither on the host nor to be pulled": "pause 镜像 {1} 不在主机上，也拉取不到",
  "the container runtime cannot start the control plane's containers: {1}": "容器运行时启动不了控制平面的容器：{1}",
  "on the host: journalctl -u docker -u containerd -e": "在该主机上：journalctl -u docker -u containerd -e",
  "the kubelet of {1} starts no pods: {2}": "{1} 的 kubelet 没有启动 Pod：{2}",
  "the kubelet of {1} does not stay up: {2}": "{1} 的 kubelet 启动后留不住：{2}",
  "answers no list of members": "应答的不是成员列表",
  "no other member tells where it can be asked": "没有别的成员说得出到哪里去问",
  "this host's etcd member has left the cluster": "这台主机的 etcd 成员已离开集群",
  "the interrupted join left an etcd member on {1} that cannot leave: {2}; to drop it now could cost etcd its quorum":
    "被中断的加入在 {1} 上留下一个离不开的 etcd 成员：{2}；现在丢掉它，etcd 可能会失去法定人数",
  "on {1}: look at the logs below /var/log/pods/kube-system_etcd-{2}_*, let it come up, then run again":
    "在 {1} 上：看 /var/log/pods/kube-system_etcd-{2}_* 之下的日志，等它起来，再运行一次",
  "unmounted {1} volumes below {2}": "卸载了 {2} 之下的 {1} 个卷",
  "{1}: removed {2} chains of Kubernetes and its network, and {3} rules that led to them":
    "{1}：删除了 Kubernetes 及其网络的 {2} 条链，和通向它们的 {3} 条规则",
  "nft: removed the table {1} {2}": "nft：删除了表 {1} {2}",
  "removed the interface {1} and its routes": "删除了网卡 {1} 及其路由",
  "cleared the table of virtual servers (ipvs)": "清空了虚拟服务器（ipvs）表",
  "kubeadm {1} on {2}": "kubeadm {1}（在 {2} 上）",
  "kubeadm has ended": "kubeadm 已结束",
  "kubeadm is not installed: nothing for it to reset": "没有安装 kubeadm：没有可由它重置的",
  "kubeadm reset was not run: this version cannot leave out {1}": "没有运行 kubeadm reset：这个版本不能跳过 {1}",
  "kubeadm reset, without its phase {1}": "kubeadm reset，跳过阶段 {1}",
  "kubeadm reset exited {1} ({2}); the rest was done without it":
    "kubeadm reset 以退出码 {1} 退出（{2}）；其余的不靠它完成了",
  "kubeadm on {1} gave up waiting: {2}": "{1} 上的 kubeadm 不再等下去：{2}",
  "{1} of {2} exits again and again ({3} times): {4}": "{2} 的 {1} 一再退出（{3} 次）：{4}",
  "on the host: the logs below /var/log/pods/kube-system_{1}-{2}_*":
    "在该主机上：/var/log/pods/kube-system_{1}-{2}_* 之下的日志",
  "{1} does not answer: there was no looking for containers of pods": "{1} 没有应答：没有去找 Pod 的容器",
  "removed {1} containers of pods": "删除了 {1} 个 Pod 容器",
};
