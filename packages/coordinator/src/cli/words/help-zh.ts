/**
 * Of the help, by the English that stands beside each command and option: a change there that is not made here fails a test.
 * Names of files, options and states stay as they are typed.
 */
const commands: Readonly<Record<string, string>> = {
  "print a cluster.yaml for these hosts": "为这些主机写出一份 cluster.yaml",
  "Prints a cluster.yaml that works as it is: coordinator init IP IP IP --vip IP > cluster.yaml":
    "写出一份可以直接使用的 cluster.yaml：coordinator init IP IP IP --vip IP > cluster.yaml",
  "check a cluster.yaml; nothing is asked of any host": "检查 cluster.yaml；不询问任何主机",
  "show what bootstrap would do; nothing is changed": "显示引导将要做什么；什么也不改",
  "make the cluster, or finish what was begun": "搭建集群，或把没做完的做完",
  "Makes the cluster that the file describes, or finishes what was begun. Talks to the coordinator on the state directory; when none runs, this process is one until the end. What is done is not done again.":
    "照文件搭建集群，或把没做完的做完。它和状态目录上的 coordinator 对话；没有在运行的，就由本进程充当，直到结束。做完的不会再做。",
  "make an administrator's file for kubectl": "生成管理员用的 kubectl 配置文件",
  "Makes a key on this machine, has the coordinator certify it for the cluster that the last bootstrap made, and writes a kubeconfig with both. The certificate opens everything and cannot be taken back: let it live briefly.":
    "在本机生成密钥，由 coordinator 为上一次引导的集群签发证书，再把两者写成 kubeconfig。这张证书什么都能打开，也无法收回：有效期请设短一些。",
  "add a host that the file lists to the cluster": "把文件里列出的一台主机加入集群",
  "Adds a host to the cluster: list it in the file first, a worker with role: worker. This is the bootstrap run, which leaves alone what is done on the other hosts.":
    "把一台主机加入集群：先写进文件，工作节点写 role: worker。它就是一次引导，其他主机上做完的不会去动。",
  "take the cluster down again on all hosts": "在所有主机上拆掉集群",
  "Takes the cluster down on all hosts of the file and puts back what was there before: kubeadm's files, the load balancer, the system's settings. Packages stay. Shows what it will do and asks for the cluster's name.":
    "在文件里的所有主机上拆掉集群，恢复原来的样子：kubeadm 的文件、负载均衡、系统设置。软件包保留。先显示要做什么，再要求输入集群名。",
  "show hosts, agents, etcd, the virtual IP and the last run": "显示主机、agent、etcd、虚拟 IP 和上一次运行",
  "check every host and the cluster; nothing is changed": "检查每台主机和集群；什么也不改",
  "tell whether the cluster is well, by what the agents say now": "按 agent 此刻的报告，说明集群是否健康",
  "list hosts, runs, steps, certificates or etcd members": "列出主机、运行、步骤、证书或 etcd 成员",
  "tell all that is known of one host, run or step": "说明一台主机、一次运行或一个步骤的全部情况",
  "show what was done, from the event log": "从事件日志显示做过什么",
  "show the journal of a unit on a host, over the agent's own connection":
    "经 agent 自己的连接查看主机上某个单元的日志",
  "draw a run as one HTML file that needs nothing else": "把一次运行画成一个不依赖任何东西的 HTML 文件",
  "Timeline, etcd start window, certificates and events of a run; how things stand now, if a coordinator runs.":
    "一次运行的时间线、etcd 启动窗口、证书和事件；有 coordinator 在运行时，还有现状。",
  "put versions, status, events and journals into an archive, without secrets":
    "把版本、状态、事件和日志打成一个包，不含密钥",
  "tell what an error code or a check means and what to do": "说明一个错误码或检查的含义和该怎么办",
  "print what makes a shell complete these commands": "打印让 shell 补全这些命令的脚本",
  "Prints a script. For this shell: source <(coordinator completion bash)":
    "打印一段脚本。在当前 shell 里使用：source <(coordinator completion bash)",
  "show a run while it goes, or the end of one that is over": "跟着看一次正在进行的运行，或看已结束的结果",
  "Shows the last run, or the one that is named, as bootstrap does. Ctrl-C detaches; the run goes on.":
    "像 bootstrap 那样显示上一次运行，或指名的那一次。Ctrl-C 脱离，运行还会继续。",
  "go on with the run that was interrupted": "继续被中断的运行",
  "Goes on with the run that a coordinator left when it stopped or died. What is done is not done again; what was under way is asked for on its host. When no coordinator runs, this process is one until the end.":
    "继续 coordinator 停下或死掉时留下的运行。做完的不会再做；做到一半的会去它的主机上问清楚。没有 coordinator 在运行，就由本进程充当，直到结束。",
  "end a run: begin no more steps, cancel those under way": "结束一次运行：不再开始新的步骤，取消进行中的",
  "Ends the run that is under way or was interrupted. What agents still do is canceled and waited for, a minute at most; an etcd start that is under way is taken back. What is done stays done, and another bootstrap goes on from there.":
    "结束进行中或被中断的运行。agent 手上的会取消并等它停下，最多一分钟；进行中的 etcd 启动会撤回。做完的仍然算数，再次引导会从那里继续。",
  "bring agents to hosts": "把 agent 装到主机上",
  "install, enrol and start the agent on hosts that are reached by ssh": "经 ssh 在主机上安装、接入并启动 agent",
  "For who has ssh and nothing else: finds out what each host is, copies the packages that fit it, installs, enrols and starts the agent, and waits until it is connected. It uses your ssh with your configuration and keys; a host whose key is not in known_hosts is refused. May be run again. Afterwards ssh is needed no more.":
    "给只有 ssh 的人用：弄清每台主机是什么系统，复制合适的软件包，安装、接入并启动 agent，等它连上来。用的是你自己的 ssh、配置和密钥；known_hosts 里没有的主机会被拒绝。可以重复运行。之后就不再需要 ssh。",
  "let hosts in": "让主机接入",
  "make a join token and print the one command to run on the host": "生成加入令牌，打印要在主机上运行的那一条命令",
  "print a shell script that enrols the host it is run on": "打印一段脚本，在哪台主机上运行就接入哪台",
  "Prints a POSIX shell script for cloud-init, a console or configuration management: it installs the agent where it is missing, enrols the host and starts the unit. It holds no secret: the join token is given to it on the host, by standard input or a file.":
    "打印一段 POSIX shell 脚本，供 cloud-init、控制台或配置管理使用：缺 agent 就安装，然后接入主机并启动单元。脚本里没有密钥：加入令牌在主机上由标准输入或文件给它。",
  "see who was let in, and take it back": "查看谁已接入，并可以收回",
  "show the hosts that enrolled, and until when their certificates are good": "显示已接入的主机和它们证书的有效期",
  "take a host's keys and join tokens back, and cut its agent off": "吊销主机的密钥和加入令牌，切断它的 agent",
  "Takes a host's keys and join tokens back and cuts its agent off within a second. What runs on the host goes on; what it knows it keeps: its part of etcd's and Kubernetes' keys has to be replaced there. To let it in again: coordinator token create HOST.":
    "吊销主机的密钥和加入令牌，一秒之内切断它的 agent。主机上在运行的照常运行，它知道的也仍然知道：它手里的 etcd 和 Kubernetes 密钥要另行更换。要让它重新接入：coordinator token create HOST。",
  "run the coordinator in the foreground, as its service does": "在前台运行 coordinator，和它的服务一样",
  "see to the passphrase that encrypts the keys": "管理加密密钥用的口令",
  "put a new passphrase in the place of the present one": "用新口令替换现在的口令",
  "Puts a new passphrase in the place of the one that encrypts the keys of the CAs and the stored secrets. No coordinator may run on the state directory meanwhile. It takes effect whole or not at all, also when it is killed. Who has an older copy of the state directory still opens it with the older passphrase, and with the key in it newer copies too.":
    "替换加密 CA 密钥和所存机密的口令。其间状态目录上不能有 coordinator 在运行。要么整个生效，要么完全不变，中途被杀也是如此。谁手里有状态目录的旧副本，仍能用旧口令打开它，并用其中的密钥打开更新的副本。",
  "carry what hosts need to where there is no network": "把主机所需的一切带到没有网络的地方",
  "gather packages, images and etcd for a cluster.yaml into one archive":
    "为一份 cluster.yaml 把软件包、镜像和 etcd 收集成一个归档",
  "Gathers what the hosts of a cluster.yaml need into one archive, on a machine with their distribution, version and architecture that reaches repositories. Packages come with all that they need, from this machine's repositories and those of the spec; images from spec.kubernetes.images and from --images.":
    "把 cluster.yaml 里的主机所需的一切收集成一个归档；在发行版、版本和架构都与主机相同、能访问软件源的机器上运行。软件包连同它们所需的一切，来自本机的软件源和 cluster.yaml 里的软件源；镜像来自 spec.kubernetes.images 和 --images。",
  "read a bundle whole and compare every file with its sha256": "把离线包整个读一遍，逐个文件比对 sha256",
  "show what is in a bundle, and for whom it is": "显示离线包里有什么，给什么主机用",
  "print the JSON Schema of cluster.yaml, for editors": "打印 cluster.yaml 的 JSON Schema，供编辑器使用",
};

const operands: Readonly<Record<string, string>> = {
  "addresses of the control-plane hosts: 3, 5, 7 or 9": "控制平面主机的地址：3、5、7 或 9 个",
  "name of the host in the file": "主机在文件里的名字",
  "what to list": "列出什么",
  "only this one": "只要这一个",
  "what to tell of": "说明什么",
  "as `get` lists it": "`get` 列出的名字",
  "as `get hosts` lists it": "`get hosts` 列出的名字",
  "the unit": "单元",
  "its id; without one the last run": "运行的 id；不写就是上一次",
  "as in ETCD_MEMBER_DIED or SWAP-FSTAB": "例如 ETCD_MEMBER_DIED 或 SWAP-FSTAB",
  "bash, zsh or fish": "bash、zsh 或 fish",
  "name of the host": "主机的名字",
  "the bundle": "离线包",
  "names that may be enrolled with it; any without": "可以用它接入的名字；不写则不限",
};

const options: Readonly<Record<string, string>> = {
  "the virtual IP in front of the apiservers": "apiserver 前面的虚拟 IP",
  "versions that belong together": "一组配套的版本",
  "name of the cluster": "集群名",
  "cluster.yaml; - reads standard input": "cluster.yaml；写 - 则读标准输入",
  "print the spec with all defaults, each value with its origin": "打印含全部默认值的完整内容，并注明每个值的来源",
  "state directory of the coordinator": "coordinator 的状态目录",
  "use the socket of this role: operator, or viewer, who may only look":
    "用这个角色的套接字：operator，或只能看的 viewer",
  "the last phase of the run, by its name in the plan": "运行到哪个阶段为止，用计划里的名字",
  "ask every agent what each step would change": "询问每个 agent，各步骤会改什么",
  "probe, and show host by host what would change, of files every line": "探测，并逐台主机显示会改什么，文件逐行显示",
  "probe, and exit 0: nothing to change, 2: changes are pending, 1: not known":
    "探测，并以退出码说明：0 没有要改的，2 有待做的更改，1 不清楚",
  "save the plan for `bootstrap --plan`, which refuses when spec or hosts have moved":
    "保存计划给 `bootstrap --plan` 用；cluster.yaml 或主机变了它会拒绝",
  "form of the output": "输出的形式",
  "carry out what `plan --out` saved there, or nothing": "只执行 `plan --out` 存下的计划，否则什么也不做",
  "auto: drawn on a terminal, lines elsewhere; jsonl: the event stream":
    "auto：终端上实时绘制，其他地方逐行输出；jsonl：事件流",
  "how long to wait for agents; 0s: not at all": "等 agent 多久；0s 表示不等",
  "where agents connect": "agent 连接的地址",
  "where new hosts enrol": "新主机接入的地址",
  "addresses and names of this machine as hosts reach it": "主机用来访问本机的地址和名字",
  "file with the passphrase that encrypts the keys of the CAs; - asks for it, or reads standard input":
    "存有口令的文件，口令用来加密 CA 的密钥；写 - 则询问，或读标准输入",
  "how long agents' certificates are good; they renew at half of it": "agent 证书的有效期；过半时自动续期",
  "checks that may fail, with commas between; recorded in the run": "允许不通过的检查，用逗号隔开；会记在运行里",
  "where to write it, for the owner alone; standard output without it": "写到哪里，仅属主可读；不写则是标准输出",
  "replace a file that is there": "替换已有的文件",
  "who the apiserver's audit log shall name": "apiserver 审计日志里显示的用户名",
  "how long it is good, a year at most": "有效期，最长一年",
  "keep, purge (delete Kubernetes' keys after a snapshot) or destroy; no default":
    "keep（保留）、purge（快照后删除 Kubernetes 的键）或 destroy（销毁）；没有默认值",
  "do not ask; for scripts, with --confirm": "不提问；脚本用，须和 --confirm 一起",
  "the cluster's name, instead of an answer": "集群名，代替回答",
  "show the plan and stop": "只显示计划",
  "look for what was set up there by hand, with scripts, and is wrong": "查找用脚本手工搭建留下的毛病",
  "of steps: those of this run; the last one unless given": "步骤属于哪次运行；不写就是上一次",
  "of a step: in this run; in the last one unless given": "步骤属于哪次运行；不写就是上一次",
  "after this number, or not longer ago than 10m, or not before a moment":
    "从这个序号之后，或最近 10m 之内，或某一时刻之后",
  "only the events of this run": "只看这次运行的事件",
  "go on with what happens from now on, until Ctrl-C": "继续显示此后发生的事，直到 Ctrl-C",
  "the same as --follow": "同 --follow",
  "go on with what comes from now on, until Ctrl-C": "继续显示此后的内容，直到 Ctrl-C",
  "how many of the last lines, 1000 at most": "显示最后多少行，最多 1000",
  "where to; quorate-support-TIME.tar.gz here unless given": "写到哪里；不写就是当前目录的 quorate-support-TIME.tar.gz",
  "hosts: [NAME=][USER@]HOST[:PORT]; the name is that of the file for the address, or the DNS name's first part":
    "主机：[NAME=][USER@]HOST[:PORT]；名字取文件里该地址的名字，或 DNS 名的第一段",
  "folder of the rpm or deb packages (default: /usr/share/quorate-coordinator/packages or dist/packages)":
    "rpm 或 deb 软件包所在的目录（默认：/usr/share/quorate-coordinator/packages 或 dist/packages）",
  "the host keys that count, instead of yours and the machine's": "以这个文件里的主机公钥为准，代替你和本机的",
  "the private key to log in with": "登录所用的私钥",
  "how long an agent may take to connect": "等一个 agent 连上来最多多久",
  "give a new certificate also to hosts that are enrolled": "已接入的主机也换发新证书",
  "address that the host must come from": "主机必须来自这个地址",
  "how long it is good for": "有效期",
  "put a join token for the one host into the script, which is then a secret itself":
    "把这一台主机的加入令牌写进脚本；脚本从此就是机密",
  "with --embed-token: address that the host must come from": "配合 --embed-token：主机必须来自这个地址",
  "with --embed-token: how long it is good (default: 15m)": "配合 --embed-token：有效期（默认：15m）",
  "fetch what is missing: http(s)://…/NAME.deb#sha256=HEX; agent and runtime, each once":
    "缺什么就下载什么：http(s)://…/NAME.deb#sha256=HEX；agent 和 runtime 各写一次",
  "give hosts packages and images out of this bundle; they then need no repository":
    "用这个离线包给主机提供软件包和镜像；主机就不需要软件源",
  "where to": "写到哪里",
  "take the packages in this folder, and download none": "用这个目录里的软件包，什么也不下载",
  "take the archives of images in this folder, as `docker save` or `ctr images export` wrote them":
    "用这个目录里的镜像归档，即 `docker save` 或 `ctr images export` 的输出",
  "do not ask": "不提问",
  "status page and metrics, or off": "状态页面和指标的地址，或 off",
  "file with the token that whoever looks must bring; needed off loopback":
    "存有令牌的文件，查看者须出示；不在回环地址上时必需",
  "who may do everything with --role operator, beside the coordinator's own user":
    "除 coordinator 自己的用户外，哪个组可以用 --role operator 做任何事",
  "who may look with --role viewer": "哪个组可以用 --role viewer 查看",
  "the groups of the folders operator and viewer in /run/quorate-coordinator get these roles, as the service has it":
    "/run/quorate-coordinator 下 operator 和 viewer 两个目录的所属组得到这两个角色，和服务一样",
  "JSON lines on standard error": "标准错误上的 JSON 日志",
  "file with the new passphrase; - asks for it, or reads standard input; asked for when no file is named":
    "存有新口令的文件；写 - 则询问或读标准输入；没有指明文件就询问",
};

const defaults: Readonly<Record<string, string>> = { none: "无", "the first event": "第一条事件" };

/** English to Chinese; what is not here is not translated. */
export const helpZh: Readonly<Record<string, string>> = { ...commands, ...operands, ...options, ...defaults };
