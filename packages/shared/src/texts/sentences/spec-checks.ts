import type { Sentences } from "../sentence-forms.ts";

export const specChecksSentences: Sentences = {
  "is larger than /{1}, which kubeadm refuses": "比 /{1} 大，kubeadm 不接受",
  "has room for {1} hosts of a /{2} each, and there are {3}: use a /{4}":
    "只够 {1} 台主机每台一个 /{2}，而现在有 {3} 台：用 /{4}",
  "the apiserver takes /{1} to /{2}": "apiserver 接受 /{1} 到 /{2}",
  "{1} has a wrong size: {2}": "{1} 的大小不对：{2}",
  "{1} is IPv{2} and the hosts are IPv{3}: use one family": "{1} 是 IPv{2}，而主机是 IPv{3}：请用同一种",
  "{1} overlaps 172.17.0.0/16, docker's own bridge network": "{1} 和 172.17.0.0/16（docker 自己的网桥网络）重叠",
  "for example /var/lib/quorate-etcd": "例如 /var/lib/quorate-etcd",
  "kubeadm reset empties it, even when etcd is external (kubernetes/kubeadm#3225)":
    "kubeadm reset 会清空它，即使 etcd 是外部的（kubernetes/kubeadm#3225）",
  "kubeadm reset empties it": "kubeadm reset 会清空它",
  "a reboot empties it": "重启会清空它",
  "systemd-tmpfiles clears it": "systemd-tmpfiles 会清理它",
  "it is no disk": "它不在磁盘上",
  "the certificates are there": "证书在那里",
  "the system keeps its own files there, or hides it from services": "系统把自己的文件放在那里，或不让服务看到它",
  "{1} lies in it": "{1} 在它里面",
  "{1} cannot hold etcd's data: {2}; {3}": "{1} 不能放 etcd 的数据：{2}；{3}",
  "{1} stands at the root: use a directory of its own, {2}": "{1} 直接在根目录下：请用单独的目录，{2}",
  "{1} is less than five heartbeats of {2}, which etcd refuses: use {3}":
    "{1} 不到五次 {2} 的心跳，etcd 不接受：用 {3}",
  '"{1}" is not exact, and spec.etcd.source is a tarball: give MAJOR.MINOR.PATCH, for example 3.4.7':
    "“{1}”不是确切版本，而 spec.etcd.source 是压缩包：写成 MAJOR.MINOR.PATCH，例如 3.4.7",
  "{1} is not what spec.etcd.source brings ({2}): give spec.etcd.source with the url and sha256 of {3}, or a package":
    "{1} 不是 spec.etcd.source 带来的版本（{2}）：在 spec.etcd.source 里写 {3} 的 url 和 sha256，或用软件包",
  "{1} is above etcd's suggested maximum of 8GiB: restarts get slow": "{1} 超过 etcd 建议的上限 8GiB：重启会变慢",
  "etcd stops when they end": "到期时 etcd 会停",
  "a stolen key stays good for that long": "密钥一旦被偷，这么久都有效",
  "the certificates live {1} days: {2}; 365 is usual": "证书有效期 {1} 天：{2}；通常是 365",
  "it has no effect: with topology stacked kubeadm brings and starts etcd":
    "它不起作用：topology 为 stacked 时，etcd 由 kubeadm 带来并启动",
  "list three hosts": "列出三台主机",
  "add {1} more": "再加 {1} 台",
  "make some of them role: worker": "把其中几台改为 role: worker",
  "add one host, or make one of them role: worker: {1} tolerate no more failures than {2}":
    "加一台主机，或把一台改为 role: worker：{1} 台能容忍的故障不比 {2} 台多",
  "{1} control-plane host{2}: etcd needs 3, 5, 7 or 9 of them; {3}":
    "{1} 台控制平面主机：etcd 需要 3、5、7 或 9 台；{3}",
  "{1} is also the {2} of hosts[{3}]: each host has its own": "{1} 也是 hosts[{3}] 的 {2}：每台主机要有自己的",
  "{1} is {2} and the virtual IP is {3}: use one family": "{1} 是 {2}，而虚拟 IP 是 {3}：请用同一种",
  "remove it": "去掉它",
  "it follows from spec.kubernetes.version: {1}": "它由 spec.kubernetes.version 决定：{1}",
  "give it as spec.hosts[].name": "请写成 spec.hosts[].name",
  "it follows from spec.runtime.name": "它由 spec.runtime.name 决定",
  "give it as spec.kubernetes.taintControlPlane": "请写成 spec.kubernetes.taintControlPlane",
  "give it as spec.kubernetes.kubeletArgs": "请写成 spec.kubernetes.kubeletArgs",
  "give addons as spec.kubernetes.skipAddons": "插件请写成 spec.kubernetes.skipAddons",
  "use coordinator plan, and {1}": "用 coordinator plan，并{1}",
  "it follows from spec.hosts[].address and spec.kubernetes.apiserverPort":
    "它由 spec.hosts[].address 和 spec.kubernetes.apiserverPort 决定",
  "Quorate hands certificates over without one: {1}": "Quorate 分发证书不需要它：{1}",
  "each run makes its own, which lives for spec.kubernetes.tokenTtl: {1}":
    "每次运行自己生成，有效期是 spec.kubernetes.tokenTtl：{1}",
  "each run pins the cluster's CA by its hash: {1}": "每次运行用哈希钉死集群的 CA：{1}",
  "give it as metadata.name": "请写成 metadata.name",
  "give it as spec.kubernetes.version": "请写成 spec.kubernetes.version",
  "give it as spec.endpoint": "请写成 spec.endpoint",
  "give it as spec.kubernetes.imageRepository": "请写成 spec.kubernetes.imageRepository",
  "give it as spec.etcd": "请写成 spec.etcd",
  "give it as spec.kubernetes.podSubnet": "请写成 spec.kubernetes.podSubnet",
  "give it as spec.kubernetes.serviceSubnet": "请写成 spec.kubernetes.serviceSubnet",
  "give it as spec.kubernetes.dnsDomain": "请写成 spec.kubernetes.dnsDomain",
  "give it as spec.kubernetes.certSans": "请写成 spec.kubernetes.certSans",
  "it is systemd, as the runtime's: {1}": "它和运行时一样是 systemd：{1}",
  "give it as spec.kubernetes.proxyMode": "请写成 spec.kubernetes.proxyMode",
  "give it as spec.kubernetes.apiserverPort": "请写成 spec.kubernetes.apiserverPort",
  " ({1} lies in it)": "（{1} 在它里面）",
  "Quorate writes this field itself{1}: {2}": "这个字段由 Quorate 自己写{1}：{2}",
  "Quorate sets {1} itself: {2}": "{1} 由 Quorate 自己设置：{2}",
  "kubeadm sets it: remove it": "由 kubeadm 设置：去掉它",
  "it follows from spec.runtime.name: remove it": "它由 spec.runtime.name 决定：去掉它",
  "kubeadm sets it: give fields of KubeletConfiguration as spec.kubernetes.kubeadm.kubelet":
    "由 kubeadm 设置：KubeletConfiguration 的字段请写在 spec.kubernetes.kubeadm.kubelet",
  "it is systemd, as the runtime's: remove it": "它和运行时一样是 systemd：去掉它",
  "give the network as spec.kubernetes.network": "网络请写成 spec.kubernetes.network",
  "give it as spec.hosts[].address": "请写成 spec.hosts[].address",
  "it follows from spec.kubernetes.imageRepository": "它由 spec.kubernetes.imageRepository 决定",
  "kubeadm reset knows only /var/lib/kubelet: remove it": "kubeadm reset 只认识 /var/lib/kubelet：去掉它",
  "this flag of the kubelet is not free: {1}": "kubelet 的这个参数不能随意设置：{1}",
  "no network plugin is installed: nodes stay NotReady until somebody brings one":
    "没有安装网络插件：有人装上之前，节点一直是 NotReady",
  "it has no effect: spec.kubernetes.skipAddons leaves kube-proxy out":
    "它不起作用：spec.kubernetes.skipAddons 已经去掉 kube-proxy",
  "{1} is already in the list: {2}": "{1} 已在列表里：{2}",
  "one archive brings an image": "一个镜像只要一个归档",
  "name a user once": "一个用户只写一次",
  "name an addon once": "一个插件只写一次",
  "give a registry's endpoints in one place": "一个镜像仓库的 endpoints 写在一处",
  "name a package once": "一个软件包只写一次",
  "{1} is plain http, and anybody on the way can change an image: use https, or say insecure: true":
    "{1} 是明文 http，途中任何人都能改动镜像：用 https，或写明 insecure: true",
  "docker asks mirrors for images of docker.io only, never for those of {1}: name the mirror as spec.kubernetes.imageRepository, or use containerd":
    "docker 只向镜像站要 docker.io 的镜像，不会要 {1} 的：把镜像站写成 spec.kubernetes.imageRepository，或用 containerd",
  "{1} is the address of {2}: give an address that no machine has": "{1} 是 {2} 的地址：请给一个没有机器在用的地址",
  "{1} is the {2} address of {3}: choose another": "{1} 是 {3} 的{2}地址：请另选一个",
  "{1} ({2}) is outside of {3}, the subnet that spec.endpoint.vip gives: VRRP works inside one network segment":
    "{1}（{2}）在 spec.endpoint.vip 给出的子网 {3} 之外：VRRP 只在同一网段内有效",
  "{1} is far from {2}: the VIP must be an address of the hosts' own segment":
    "{1} 和 {2} 相去太远：VIP 必须是主机所在网段的地址",
  "give ranges that share no address, for example 10.244.0.0/16 and 10.96.0.0/12":
    "请给互不重叠的范围，例如 10.244.0.0/16 和 10.96.0.0/12",
  "{1} overlaps the {2} {3}: {4}": "{1} 和{2} {3} 重叠：{4}",
  "the virtual IP": "虚拟 IP",
  "{1} holds {2}: {3}": "{1} 里含有{2}：{3}",
  "etcd's health and metrics": "etcd 的健康检查和指标",
  "the kubelet's health": "kubelet 的健康检查",
  "the kubelet": "kubelet",
  "the scheduler of old": "旧版 scheduler",
  "the controller-manager of old": "旧版 controller-manager",
  "the kubelet's read-only port": "kubelet 的只读端口",
  "the controller-manager": "controller-manager",
  "the scheduler": "scheduler",
  "{1} is the port of {2}: choose a free one, for example 12567": "{1} 是 {2} 的端口：选一个空闲的，例如 12567",
  "{1} is also spec.kubernetes.apiserverPort, on the same hosts: choose another, for example 12567":
    "{1} 也是同一批主机上的 spec.kubernetes.apiserverPort：请另选一个，例如 12567",
  "{1} is in 30000-32767, which Kubernetes gives to NodePort services":
    "{1} 在 30000-32767 之内，Kubernetes 把它们分给 NodePort 服务",
  "{1} is also the id of repositories[{2}]: it names a file on the hosts":
    "{1} 也是 repositories[{2}] 的 id：它是主机上的文件名",
  "{1} is older than 1.15, the first whose kubeadm hands certificates to further control-plane hosts; use 1.15.1 or newer":
    "{1} 比 1.15 旧，而 kubeadm 从 1.15 起才把证书交给其他控制平面主机；用 1.15.1 或更新的版本",
  "{1} is newer than 1.37, the newest that this version of Quorate knows":
    "{1} 比 1.37 新，这个版本的 Quorate 最新只认识到 1.37",
  "docker works only before Kubernetes 1.24, and the version is {1}: use containerd":
    "docker 只能用于 Kubernetes 1.24 之前，而版本是 {1}：用 containerd",
  "needs Kubernetes 1.31 or newer, and the version is {1}: use ipvs or iptables":
    "需要 Kubernetes 1.31 或更新，而版本是 {1}：用 ipvs 或 iptables",
  "was removed in Kubernetes 1.43: use nftables": "已在 Kubernetes 1.43 中移除：用 nftables",
  "ipvs is deprecated since Kubernetes 1.35: use nftables": "ipvs 从 Kubernetes 1.35 起不再推荐：用 nftables",
  "{1} is too old for Kubernetes {2}: kubeadm wants at least {3}": "{1} 对 Kubernetes {2} 来说太旧：kubeadm 至少要 {3}",
  "k8s.gcr.io got no image since 1.27, it only redirects: use registry.k8s.io":
    "k8s.gcr.io 从 1.27 起不再发布镜像，只做跳转：用 registry.k8s.io",
  "from profile {1}": "来自 profile {1}",
  "{1} is not a host's IPv4 or IPv6 address": "{1} 不是主机的 IPv4 或 IPv6 地址",
  "--vip {1} is not an IPv4 or IPv6 address": "--vip {1} 不是 IPv4 或 IPv6 地址",
  "{1} names for {2} addresses": "{2} 个地址给了 {1} 个名字",
  "{1} is not a name of lower-case letters, digits and hyphens": "{1} 不是由小写字母、数字和连字符组成的名字",
  "for example: coordinator init 192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33":
    "例如：coordinator init 192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33",
  "the manifests are larger than {1} KiB together: apply the largest with kubectl after the bootstrap":
    "这些清单合起来超过 {1} KiB：最大的那份请在引导之后用 kubectl 应用",
  "{1} is already in the list: name it once": "{1} 已在列表里：只写一次",
  "the directory {1} holds no *.yaml, *.yml or *.json": "目录 {1} 里没有 *.yaml、*.yml 或 *.json",
  "{1} in {2} is no plain file name: letters, digits and _.@+- only":
    "{2} 里的 {1} 不是普通文件名：只能用字母、数字和 _.@+-",
  "{1} is larger than {2} KiB: split it into several files": "{1} 超过 {2} KiB：拆成几个文件",
  "{1} is no Kubernetes manifest: no line in it says apiVersion": "{1} 不是 Kubernetes 清单：没有一行写着 apiVersion",
  "{1} holds a Secret, and manifests stand in the coordinator's event log as they are: take it out, and apply it with kubectl":
    "{1} 里有 Secret，而清单会原样留在 coordinator 的事件日志里：把它拿出来，用 kubectl 应用",
  "… and {1} more problems": "…… 还有 {1} 处问题",
  "export it with: gpg --armor --export KEY-ID": "这样导出：gpg --armor --export KEY-ID",
  "this repository has neither apt nor yum: give the form that the hosts need":
    "这个软件源既没有 apt 也没有 yum：给出主机需要的形式",
  "give the key that signs the repository, either as publicKey or as publicKeyFile":
    "给出为软件源签名的密钥，用 publicKey 或 publicKeyFile",
  "{1}, not both": "{1}，不要两个都写",
  "this is a private key: never hand it out; {1}": "这是私钥：绝不要交给别人；{1}",
  "the key is larger than {1} KiB: {2}": "密钥超过 {1} KiB：{2}",
  "this is not an ASCII-armoured OpenPGP public key: {1}": "这不是 ASCII 封装的 OpenPGP 公钥：{1}",
  "there is no file {1} beside this spec: the name is relative to the spec file":
    "这个文件旁边没有 {1}：文件名是相对于 cluster.yaml 的",
  "the file {1} cannot be read: {2}": "文件 {1} 读不了：{2}",
  "start from what `coordinator init` prints": "从 `coordinator init` 打印的内容改起",
  "the file is empty": "文件是空的",
  "the file is {1}": "文件是{1}",
  "a single value": "单个值",
  "{1}: expected a map that starts with apiVersion; {2}": "{1}：应当是以 apiVersion 开头的映射；{2}",
  "a tab indents this line: YAML takes spaces only; replace the tab by spaces":
    "这一行用了制表符缩进：YAML 只认空格；把制表符换成空格",
  'two ": " in one line: put the value in quotes, or start a new line': '一行里有两个 ": "：给值加上引号，或另起一行',
  'a second document starts here ("---"): one file holds one cluster; remove it':
    '这里开始了第二个文档（"---"）：一个文件只写一个集群；去掉它',
  "nested too deeply: a spec needs at most 12 levels": "嵌套太深：最多需要 12 层",
  "a value may not start with this character: put the value in quotes": "值不能以这个字符开头：给值加上引号",
  "the indentation is wrong: keys of one map start at the same column": "缩进不对：同一个映射的键要从同一列开始",
  "a key must be a plain word": "键必须是普通的词",
  "YAML cannot be read: {1}": "YAML 读不出来：{1}",
  "this is not YAML: {1}": "这不是 YAML：{1}",
  "unknown key: no part of a spec is called that": "没有这个键：cluster.yaml 里没有叫这个名字的",
  "this key is already in line {1}: keep one of them": "这个键在第 {1} 行已经有了：只留一个",
  "{1}: [not shown]": "{1}：[不显示]",
  "an alias (*name) is not allowed: write the value out in full": "不允许用别名（*name）：请把值完整写出来",
  "an anchor (&name) is not allowed: write the value out in full wherever it is needed":
    "不允许用锚点（&name）：请在需要的每一处把值完整写出来",
  "a tag (!name) is not allowed: write the plain value; text that looks like a number goes in quotes":
    "不允许用标签（!name）：请写普通的值；看起来像数字的文字要加引号",
  "a directive (%…) is not allowed: the file is plain YAML 1.2": "不允许用指令（%…）：这个文件是普通的 YAML 1.2",
  'a complex key ("? key") is not allowed: write key: value': '不允许用复杂的键（"? key"）：请写成 key: value',
  "the file is larger than {1} KiB: a spec of 64 hosts takes about 10; is it the right file?":
    "文件超过 {1} KiB：64 台主机的配置大约只要 10；是不是拿错了文件？",
  "bytes that are not UTF-8": "不是 UTF-8 的字节",
  "the character U+{1}": "字符 U+{1}",
  "{1}: only printable UTF-8 text, spaces, tabs and newlines are allowed; save the file as UTF-8":
    "{1}：只允许可打印的 UTF-8 文字、空格、制表符和换行；请把文件存成 UTF-8",
  "more than {1} words and signs of YAML: is it the right file?": "超过 {1} 个 YAML 的词和符号：是不是拿错了文件？",
  "etcd's clients": "etcd 的客户端",
  "etcd's peers": "etcd 的同伴",
  "kube-proxy's metrics": "kube-proxy 的指标",
  "kube-proxy's health": "kube-proxy 的健康检查",
  "a list": "列表",
  "a map": "映射",
};
