import type { ErrorCode } from "../error-catalogue.ts";

/** What happened and the usual way out, as error-catalogue.ts has it in English; a code that is not here does not compile. */
export const errorTextsZh: Readonly<Record<ErrorCode, readonly [summary: string, hint: string]>> = {
  USAGE: ["命令行有误", "加上 --help 看看这条命令怎么用"],
  SPEC_INVALID: ["cluster.yaml 没有通过校验", "改正消息里指出的那一行，再运行 `coordinator validate -f cluster.yaml`"],
  PLAN_IMPOSSIBLE: ["cluster.yaml 的要求和主机的实际情况对不上", "改 cluster.yaml，或改消息里指出的主机"],
  PLAN_STALE: [
    "保存的计划和现在引导会做的事已经不一样了",
    "重新看一份计划：coordinator plan -f cluster.yaml --out FILE",
  ],
  RUN_IN_PROGRESS: ["另一次运行正在进行", "用 `coordinator attach` 跟着看，或用 `coordinator abort` 结束它"],
  RUN_INTERRUPTED: [
    "coordinator 在运行中途停了",
    "`coordinator resume` 接着做，`coordinator abort` 结束它；做完的步骤不会重复",
  ],
  RUN_ABORTED: ["有人结束了这次运行", "`coordinator bootstrap` 从已经做完的地方接着做；`coordinator reset` 把它撤回"],
  COORDINATOR_UNREACHABLE: [
    "管理套接字上没有 coordinator 应答",
    "用 `coordinator serve` 启动一个，或用 --state-dir 指明它的状态目录",
  ],
  COORDINATOR_LOCKED: ["状态目录正被另一个 coordinator 占用", "停掉消息里指出的进程，或换一个 --state-dir"],
  STATE_SEALED: [
    "状态目录里的密钥是加密的，没有给出能打开它们的口令",
    "给出存有口令的文件：--ca-passphrase-file FILE，或 QUORATE_CA_PASSPHRASE_FILE=FILE",
  ],
  LOG_CORRUPT: ["事件日志已损坏", "从备份恢复状态目录；消息里指出了损坏的是哪一条事件"],
  LOG_WRITE_FAILED: [
    "事件日志写不进去；没有它，就什么也不会发给主机",
    "给状态目录所在的磁盘腾出空间，再运行一次：做完的步骤不会重复",
  ],
  HOST_UNREACHABLE: [
    "有 agent 没有连上来",
    "在该主机上：systemctl status quorate-agent；coordinator 的 control 端口通吗？",
  ],
  HOST_LOST: [
    "有 agent 在步骤进行到一半时不再应答",
    "让主机恢复，再运行一次 `coordinator bootstrap`：做完的步骤不会重复",
  ],
  PREFLIGHT_FAILED: ["有主机不满足前提条件", "照没通过的检查说的做，或用 --ignore-checks ID 记下一个例外"],
  STEP_INPUT_INVALID: ["步骤的输入和它的约定不符", "agent 和 coordinator 的版本可能不同：两边装成一样的"],
  STEP_COMMAND_FAILED: ["有命令以非零状态退出", "看证据里这条命令的最后几行输出"],
  FILE_ACCESS_FAILED: ["主机上有文件读不了或写不了", "看看消息里的路径：属主、途经的符号链接、文件系统是否已满或只读"],
  STEP_NOT_CONVERGED: ["步骤已经执行，再探测时仍有差异", "主机上可能有别的东西在管同一件事：比较消息里的现状和目标"],
  STEP_TIMED_OUT: ["有步骤没有按时结束", "看看证据里它在等什么"],
  CONFIG_REJECTED: [
    "服务自己的检查器不接受为它生成的配置",
    "旧文件原样未动；请连同 cluster.yaml 和检查器的输出一起报告",
  ],
  PACKAGE_UNAVAILABLE: [
    "主机的软件源里没有所要版本的软件包",
    "从消息列出的版本里选一个，或把软件源加进 spec.packages.repositories",
  ],
  PACKAGE_LOCKED: ["另一个包管理器占着锁太久", "等它结束（消息里指出了是哪个进程），再运行一次"],
  DOWNLOAD_MISMATCH: ["下载的文件 sha256 对不上", "检查镜像站和 cluster.yaml 里的 sha256"],
  BUNDLE_INVALID: [
    "这个文件不是可用的离线包",
    "制作一个：coordinator bundle create -f cluster.yaml --out FILE；没拷贝完的重新拷贝",
  ],
  BUNDLE_INCOMPLETE: [
    "离线包需要的东西在这台机器上取不到",
    "用 --packages 和 --images 给出手工收集的软件包和镜像，或解决消息里指出的问题",
  ],
  BUNDLE_DAMAGED: [
    "离线包里有文件的 sha256 对不上；没有使用它",
    "`coordinator bundle verify FILE` 说明归档是否损坏：重新拷贝或重新制作，再用新的启动 coordinator",
  ],
  BUNDLE_MISSING: [
    "步骤需要离线包里的一个文件，而 coordinator 没有提供",
    "用做计划时的那个离线包启动 coordinator：--bundle FILE",
  ],
  PORT_TAKEN: ["端口被别的进程占用", "停掉消息里指出的进程"],
  VIP_TAKEN: ["虚拟 IP 有应答，但持有它的不是这些主机", "让出这个地址，或换一个 spec.endpoint.vip"],
  VIP_NOT_SINGLE: ["虚拟 IP 的持有者不是恰好一台主机", "让 IP 协议 112（VRRP）在主机之间通行，再运行一次"],
  CERTIFICATE_REFUSED: ["证书请求和计划不符", "再运行一次 `coordinator bootstrap`"],
  CERTIFICATE_INVALID: ["主机上有证书验证不通过", "核对主机的时钟，再运行一次"],
  ETCD_NOT_READY_TO_START: ["有 etcd 成员还不具备启动条件；一个也没有启动", "处理好消息里指出的问题，再运行一次"],
  ETCD_START_WINDOW_MISSED: ["etcd 成员没有在启动窗口内组成集群；已经启动的都撤回了", "看消息里指出的那个成员的证据"],
  ETCD_MEMBER_DIED: ["集群成型过程中 etcd 退出了", "看证据里它日志的最后几行"],
  ETCD_CLUSTER_MISMATCH: ["etcd 组成的集群不是事先算好的那一个", "附近有旧数据或外来的成员：消息里有它们的 id"],
  ETCD_MEMBER_GONE: [
    "集群还在，但有主机丢了自己那个 etcd 成员的数据",
    "绝不要让它空着启动：用 etcdctl 移除这个成员，再重新添加",
  ],
  RUNTIME_FAILED: ["容器运行时启动不了，或没有应答", "看证据里它日志的最后几行"],
  IMAGE_MISSING: [
    "有容器镜像既不在主机上，也不在离线包里，也拉取不到",
    "改正 spec.kubernetes.imageRepository，或把镜像加进 spec.kubernetes.images",
  ],
  KUBERNETES_CA_MISMATCH: [
    "主机上有另一个 Kubernetes 集群的 CA",
    "先让它离开那个集群；在该主机上：kubeadm reset --skip-phases=remove-etcd-member",
  ],
  ETCD_NOT_EMPTY: [
    "etcd 里有旧 Kubernetes 集群的数据",
    "`coordinator reset -f cluster.yaml --etcd-data purge` 会先做快照再清空它",
  ],
  ETCD_PURGE_REFUSED: ["清除会碰到不属于本集群或正在使用的键", "停掉所有使用这个 etcd 的 apiserver，或保留数据"],
  KUBEADM_FAILED: ["kubeadm 以错误结束", "处理好消息里指出的原因，再运行一次 `coordinator bootstrap`"],
  KUBELET_FAILED: ["kubelet 启动不了，或启动后留不住", "处理好它日志里指出的原因，再运行一次 `coordinator bootstrap`"],
  KUBERNETES_NOT_READY: ["集群没有按时就绪", "看看证据里它在等什么，再运行一次 `coordinator bootstrap`"],
  MANIFEST_REFUSED: ["apiserver 不接受某个清单", "改正消息里指出的对象；这份清单一点也没有应用"],
  RESET_REFUSED: [
    "重置没有得到确认",
    "给出集群自己的名字：coordinator reset -f cluster.yaml --etcd-data keep|purge|destroy --yes --confirm NAME",
  ],
  AGENT_NOT_ENROLLED: [
    "这台主机没有可用的接入身份",
    "用 `coordinator token create HOST` 做一个令牌，再运行它打印的 `quorate-agent enroll` 那一行",
  ],
  AGENT_RUNNING: ["同一个状态目录上已有 agent 在运行", "先停掉它：systemctl stop quorate-agent"],
  SSH_UNREACHABLE: [
    "用 ssh 连不上某台主机",
    "看看主机是否在运行、地址和端口对不对、防火墙是否放行 ssh；试一试：ssh HOST true",
  ],
  SSH_HOST_KEY_UNKNOWN: [
    "这台机器不认识某台主机的主机密钥，也就不知道是谁在应答",
    "在主机的控制台上核对指纹，再把密钥加进 known_hosts",
  ],
  SSH_HOST_KEY_CHANGED: ["某台主机的主机密钥和已知的不同", "先弄清原因：是重装过，还是有人夹在中间"],
  SSH_ACCESS_DENIED: ["某台主机不让这个用户用 ssh 登录", "用 --identity FILE 给出密钥，或用 ssh-add 载入"],
  SSH_NO_ROOT: [
    "主机上的用户不是 root，也不能不输口令就成为 root",
    "改用 root@HOST，或允许这个用户：用 visudo 写一行 `USER ALL=(root) NOPASSWD: ALL`，且不要 requiretty",
  ],
  AGENT_PACKAGE_MISSING: [
    "没有适合某台主机的 agent 软件包",
    "用 `npm run package` 构建，再用 --packages DIR 指明它们的目录",
  ],
  AGENT_INSTALL_FAILED: ["agent 没能在某台主机上装好或启动", "照证据里所写的修好，再运行同一条命令：做完的不会重做"],
  TOKEN_REFUSED: ["加入令牌不认识、已过期，或已被另一把密钥用过", "做一个新的：coordinator token create HOST"],
  CA_MISMATCH: ["coordinator 的 CA 不是钉死的那一个", "把 --ca-hash 和 `coordinator token create` 打印的比一比"],
  PERMISSION_DENIED: ["调用者无权这样做", "换用有这个权限的身份"],
  PROTOCOL_MISMATCH: ["agent 和 coordinator 说的协议不同", "两边装同一个版本"],
  STALE_EPOCH: ["命令所带的纪元比已经服从过的旧", "有一个旧的 coordinator 副本在运行：停掉它"],
  STREAM_REPLACED: [
    "同一台主机的新连接取代了这一条",
    "如果反复发生，就是两个 agent 共用一个身份：停掉一个，给它自己的令牌重新接入",
  ],
  NOT_FOUND: ["没有这样东西", "用 `coordinator status` 看看都有什么"],
  UNSUPPORTED: ["这里不支持这样做", "见消息"],
  INTERNAL: ["程序内部的一条不变式被打破了", "请连同 `coordinator events -o jsonl` 的输出一起报告"],
};
