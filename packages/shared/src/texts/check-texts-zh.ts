import type { AuditId, HealthId, PreflightId } from "../check-catalogue.ts";

type Row = readonly [summary: string, fix: string];

/** What is so when all is well, and the usual way out, as check-catalogue.ts has them in English. */
export const preflightTextsZh: Readonly<Record<PreflightId, Row>> = {
  ROOT: ["agent 以 root 身份运行", "systemctl start quorate-agent"],
  OS: ["有 systemd 和认得的包管理器", "换用 Debian 系或 Red Hat 系的发行版"],
  CGROUP: ["cgroup 是第 2 版", "启动内核时加上 systemd.unified_cgroup_hierarchy=1"],
  "CGROUP-CONTROLLERS": ["内核有 kubelet 需要的 cgroup 控制器", "启动内核时，缺哪个就加上哪个的 cgroup_enable=NAME"],
  CPU: ["主机的 CPU 数达到 cluster.yaml 的要求", "给主机加 CPU，或调低 spec.preflight.minCpus"],
  MEMORY: ["主机的内存达到 cluster.yaml 的要求", "给主机加内存，或调低 spec.preflight.minMemory"],
  DISK: ["etcd 数据所在的磁盘有足够空间", "腾出空间，或换一个 spec.etcd.dataDir"],
  "TIME-SYNC": ["有程序在校准时钟", "安装 chrony 并启用它"],
  "IP-LOCAL": ["主机上有 cluster.yaml 里的地址，且和虚拟 IP 在同一个网络", "改正 spec.hosts 里的地址"],
  PORT: ["要用的端口空着，或正由该用它的单元占用", "停掉检查结果指出的进程"],
  "VIP-FREE": ["除了本集群，没有谁应答虚拟 IP", "让出这个地址，或换一个 spec.endpoint.vip"],
  "VRRP-QUIET": ["网段上没有别人在用 VRRP", "选一个没人用的 spec.endpoint.virtualRouterId"],
  FSYNC: ["磁盘落盘的速度达到 etcd 的要求", "把 spec.etcd.dataDir 放到 SSD 上"],
  "OLD-CLUSTER": ["没有别的集群的残留", "让主机离开旧集群：kubeadm reset --skip-phases=remove-etcd-member"],
  REACH: ["每台主机都能连到其他每台主机要用的端口", "在两台主机和它们之间的防火墙上放行这个端口"],
  HOSTNAME: ["每台主机的名字都不同", "让 spec.system.setHostName 保持开启，或自己把名字改成不同的"],
  "MACHINE-ID": ["每台主机的 machine-id 都不同", "rm /etc/machine-id && systemd-machine-id-setup"],
  "PRODUCT-UUID": ["每台主机的 product UUID 都不同", "给每台虚拟机各自的 UUID"],
  MAC: ["每台主机的 MAC 地址都不同", "给每块网卡各自的地址"],
  CLOCK: ["各主机时钟之差不超过 spec.preflight.maxClockOffset", "校准时钟：chronyc makestep"],
};

export const healthTextsZh: Readonly<Record<HealthId, Row>> = {
  AGENT: ["主机的 agent 已连接", "在该主机上：systemctl status quorate-agent"],
  "AGENT-VERSION": ["agent 和 coordinator 版本相同", "两边装同一个版本"],
  PLAN: ["cluster.yaml 的要求和主机的实际情况对得上", "改 cluster.yaml，或改检查结果指出的主机"],
  LOOK: ["每项检查都做得成", "先处理让检查做不成的原因，再运行一次 `coordinator doctor`"],
  DRIFT: ["已完成的主机仍和计划一致", "coordinator bootstrap -f cluster.yaml"],
  UNIT: ["集群的各个单元都在运行", "在该主机上：systemctl status UNIT"],
  "VIP-HOLDER": ["恰好一台主机持有虚拟 IP", "让 IP 协议 112（VRRP）在主机之间通行；journalctl -u keepalived"],
  "VIP-ANSWER": ["从每台主机都能访问虚拟 IP", "journalctl -u keepalived -u haproxy"],
  "ETCD-MEMBER": ["每个 etcd 成员都健康", "在该主机上：journalctl -u etcd -e"],
  "ETCD-LEADER": ["etcd 恰好有一个 leader", "看看成员之间的网络：coordinator get members"],
  "ETCD-CLUSTER": ["所有成员同属一个 etcd 集群", "停掉检查结果指出的外来成员；绝不要合并两个集群的数据"],
  "ETCD-SIZE": ["etcd 的数据库离配额还远", "etcdctl compact，再逐个成员 etcdctl defrag"],
  "DISK-FREE": ["etcd 数据所在的磁盘还有十分之一空着", "给 etcd 数据所在的磁盘腾出空间"],
  "MEMORY-FREE": ["还有二十分之一的内存可用", "看看谁在用内存：systemd-cgtop -m"],
  "LAST-RUN": ["上一次运行顺利结束", "coordinator bootstrap -f cluster.yaml"],
  KUBERNETES: [
    "从这台主机看，节点、静态 pod、apiserver、虚拟 IP 和 etcd 都正常",
    "看看检查结果在等什么：kubectl get nodes,pods -A",
  ],
};

export const auditTextsZh: Readonly<Record<AuditId, Row>> = {
  "HOSTS-DUPLICATE": [
    "/etc/hosts 里每行只有一份",
    "每行留一份：awk '!seen[$0]++' /etc/hosts > /etc/hosts.new && mv /etc/hosts.new /etc/hosts",
  ],
  "HOSTS-NO-LOCALHOST": ["/etc/hosts 里有 localhost", "echo '127.0.0.1 localhost' >> /etc/hosts"],
  "HOSTS-PINNED-SITE": [
    "/etc/hosts 没有把互联网上的站点钉在某个地址上",
    "sed -i '/raw.githubusercontent.com/d' /etc/hosts",
  ],
  "FIREWALL-OFF": [
    "装了防火墙就开着；etcd 和 apiserver 不对所有人开放",
    "先为成员放行端口，再 systemctl enable --now firewalld；`spec.system.firewall: open` 两样都会做",
  ],
  "SELINUX-DISABLED": [
    "SELinux 没有在开机时关闭",
    "sed -i 's/^SELINUX=disabled/SELINUX=permissive/' /etc/selinux/config，下次开机时重打标签",
  ],
  "SWAP-FSTAB": ["下次开机后 swap 不会回来", "sed -i '/\\sswap\\s/s/^[^#]/#&/' /etc/fstab"],
  "LIMITS-NO-SERVICE": [
    "资源限制设在服务看得到的地方",
    "在单元里设 LimitNOFILE=；rm /etc/security/limits.d/kubernetes.conf：服务不读这个文件",
  ],
  "SYSCTL-DUPLICATE": ["一个 sysctl 文件里每个键只有一次", "把文件重写一遍，每个键一次，再 sysctl --system"],
  "SYSCTL-UNKNOWN": [
    "sysctl 文件只设这个内核有的键",
    "去掉 net.ipv4.tcp_tw_recycle：Linux 4.12 已删除它，sysctl -p 会在这里失败",
  ],
  "SYSCTL-IPV6-OFF": ["IPv6 保持原样", "从文件里去掉 net.ipv6.conf.all.disable_ipv6"],
  "MODULES-LOST": [
    "sysctl 需要的内核模块开机时会加载",
    "printf 'overlay\\nbr_netfilter\\n' > /etc/modules-load.d/kubernetes.conf",
  ],
  "IPVS-NOT-RUN": [
    "加载 IPVS 模块的脚本可执行，或由 modules-load.d 列出",
    "把模块列在 /etc/modules-load.d/ipvs.conf 里，并 rm /etc/sysconfig/modules/ipvs.modules",
  ],
  "IPVS-OLD-CONNTRACK": [
    "模块用的是这个内核里的名字",
    "用 nf_conntrack 代替 nf_conntrack_ipv4，后者在 Linux 4.19 中已删除",
  ],
  "DOCKER-CONFIG-BROKEN": [
    "/etc/docker/daemon.json 是合法的 JSON",
    "在检查结果指出的地方补上逗号，用 `dockerd --validate` 检查，再 systemctl restart docker",
  ],
  "DOCKER-INSECURE": [
    "docker 不信任没有 TLS 的镜像仓库",
    "从 /etc/docker/daemon.json 去掉 insecure-registries，再 systemctl restart docker",
  ],
  "REPOSITORY-UNPINNED": [
    "更新系统时不会顺带更新 Kubernetes",
    "在软件源里加上 `exclude=kubelet kubeadm kubectl`；安装时用 --disableexcludes=kubernetes",
  ],
  "REPOSITORY-OLD": ["Kubernetes 的软件包来自仍在发布的地方", "改用 https://pkgs.k8s.io/core:/stable:/vMINOR/rpm/"],
  "KUBELET-SWAP-HIDDEN": [
    "没有让 kubelet 对 swap 视而不见",
    "从 /etc/sysconfig/kubelet 去掉 --fail-swap-on=false，并彻底关掉 swap",
  ],
  "KUBELET-ARGS-TWICE": ["kubelet 的参数写得完整", "重写 /etc/sysconfig/kubelet：脚本运行了两次，把参数粘在了一起"],
  "HAPROXY-HTTP-IN-TCP": [
    "转发 TCP 的 haproxy 没有 HTTP 的选项",
    "defaults 里用 mode tcp 和 option tcplog；不要 httplog、forwardfor、http-server-close",
  ],
  "HAPROXY-SHORT-TIMEOUT": [
    "到 apiserver 的空闲连接能活很久：watch、exec 和 logs 常常几分钟没有动静",
    "timeout client 1h、timeout server 1h、timeout tunnel 1h",
  ],
  "HAPROXY-TCP-CHECK": [
    "haproxy 会问 apiserver 是否就绪",
    "option httpchk GET /readyz，每个 server 加上 check-ssl verify required ca-file",
  ],
  "HAPROXY-DEAD-ACL": ["TCP 前端没有路径规则", "去掉 acl 那几行：TCP 没有路径"],
  "HAPROXY-ROOT": ["haproxy 放弃了 root 身份", "在 global 段写上 user haproxy 和 group haproxy"],
  "HAPROXY-OPEN-SOCKET": ["stats socket 写明了谁可以用", "stats socket /var/lib/haproxy/stats mode 600 level operator"],
  "KEEPALIVED-NO-CONFIG": [
    "keepalived 有自己的配置",
    "写好 /etc/keepalived/keepalived.conf：脚本把 `cat >` 写成了 `cat <`，什么也没写进去",
  ],
  "KEEPALIVED-KILLER": [
    "检查脚本不会停掉 keepalived，停了就没人再启动它",
    "用 track_process haproxy 代替脚本：keepalived 就能自己恢复",
  ],
  "KEEPALIVED-EXPANDED": [
    "检查脚本和作者写的一样",
    "给 heredoc 加引号（<<'EOF'）：写文件时其中的 $(...) 和 $ID 已被替换",
  ],
  "KEEPALIVED-NO-SHEBANG": ["检查脚本写明了由什么来运行", "第一行写上 #!/bin/sh"],
  "SCRIPT-WRITABLE": ["root 运行的东西只有 root 能写", "对该文件 chmod 755 并 chown root:"],
  "KEEPALIVED-KEYWORD": ["keepalived 认得配置里的每个词", "是 `fall`，不是 `fail`"],
  "KEEPALIVED-STUCK": [
    "虚拟 IP 能够漂移：没有把 weight 和 nopreempt 放在一起",
    "去掉 weight：检查失败就成为 FAULT，地址随之漂移",
  ],
  "KEEPALIVED-NO-INTERFACE": ["VRRP 实例的网卡存在", "写成 `ip route get` 显示的那一个"],
  "KEEPALIVED-PASSWORD": ["VRRP 的密码不是人尽皆知的那个", "换一个；它在网络上明文传送，起不到保护作用"],
  "KEEPALIVED-MULTICAST": ["VRRP 只发给成员", "用 unicast_src_ip 和 unicast_peer：许多网络和云会丢弃组播"],
  "KEEPALIVED-BARE-VIP": ["虚拟 IP 写明了前缀和网卡", "写成 ADDRESS/PREFIX dev INTERFACE"],
  "CA-KEY-LEFT": ["主机上没有证书颁发机构的私钥", "移到不提供任何服务的机器上，再从这里删掉"],
  "KEY-READABLE": ["私钥只有属主能读", "对该文件 chmod 600"],
  "CERTIFICATE-LONG": ["证书的寿命在一年左右", "重新签发一年的，并让机器来续期：`coordinator bootstrap` 就会"],
  "CERTIFICATE-SHARED": ["每个成员有自己的证书", "每台主机签发一张，只写该主机的名字：钥匙被偷也只丢一台主机"],
  "CERTIFICATE-ONE-ROLE": ["server、peer 和 client 各有各的证书", "每个角色签发一张；apiserver 用一张只能当客户端的"],
  "CERTIFICATE-KEY-USAGE": [
    "用于 TLS 的证书可以签名",
    "重新签发，带上 keyUsage digitalSignature：ECDHE 和 TLS 1.3 要签名",
  ],
  "CERTIFICATE-ABSENT": ["etcd 配置里写到的文件都在", "把它们复制过去；博客复制的是空目录"],
  "ETCD-STATE-NEW": [
    "已成型的成员没有被要求再组一个新集群",
    "ETCD_INITIAL_CLUSTER_STATE=existing：丢了数据的成员绝不能空着启动",
  ],
  "ETCD-TOKEN-COMMON": ["集群令牌是本集群独有的", "下次重建时换一个：令牌相同，旧数据会被当成新集群的"],
  "ETCD-NO-CLIENT-AUTH": [
    "etcd 要求客户端和对端出示证书",
    "ETCD_CLIENT_CERT_AUTH=true 和 ETCD_PEER_CLIENT_CERT_AUTH=true",
  ],
  "ETCD-TEMPLATE": ["etcd 的配置里没有模板的残余", "去掉那一行；名字写错的配置会悄悄失效"],
  "ETCD-NO-COMPACTION": [
    "etcd 会清理旧版本",
    "ETCD_AUTO_COMPACTION_MODE=periodic 和 ETCD_AUTO_COMPACTION_RETENTION=8h",
  ],
  "ETCD-NO-QUOTA": ["etcd 数据库的配额是选定的", "ETCD_QUOTA_BACKEND_BYTES=8589934592"],
  "ETCD-OLD-FLAG": ["没有给 etcd 第 2 版的参数", "去掉 ETCD_PROXY"],
  "ETCD-NAMES": ["ETCD_INITIAL_CLUSTER 里每个名字只出现一次", "重写这一行：sed 把每个名字都换成了本机的"],
  "ETCD-NO-LOCAL-PROBE": [
    "在回环地址上不用客户端证书就能问 etcd 是否健康",
    "ETCD_LISTEN_METRICS_URLS=http://127.0.0.1:2381",
  ],
  "ETCD-DATA-OPEN": ["只有 etcd 能读它的数据", "对数据目录 chmod 700"],
  "ETCD-DATA-ABSENT": [
    "etcd 单元的工作目录存在",
    "用 mkdir -m 700 建好它：没有它，etcd 还没启动 systemd 就以 CHDIR 失败",
  ],
  "ETCD-UNIT-TIMEOUT": [
    "systemd 不会杀掉正在等同伴的 etcd",
    "单元里写 TimeoutStartSec=infinity：Type=notify 要到达成法定人数才算就绪",
  ],
  "ETCD-UNIT-ROOT": ["etcd 不以 root 身份运行", "单元里写 User=etcd，并对数据目录 chown"],
  "BASHRC-ALIAS": [
    "etcdctl 的设置放在脚本看得到的地方，而且只有一份",
    "把 ETCDCTL_* 变量写进文件；脚本里不会展开 alias",
  ],
  "JOIN-SECRETS-LOG": [
    "没有日志留着加入用的密钥",
    "对该文件 shred -u；kubeadm token delete，再用 kubeadm init phase upload-certs 换一把新的",
  ],
  "IMAGES-DEAD": ["镜像来自仍在发布的地方", "imageRepository: registry.k8s.io，或你自己的镜像站"],
};
