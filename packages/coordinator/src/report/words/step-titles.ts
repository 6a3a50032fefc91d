import type { Language } from "@quorate/shared/language";

interface Titled {
  readonly id: string;
  readonly title: string;
}

/** Titles as plans have them, in English; what varies in them is in parentheses, and taken over. */
const zh: readonly (readonly [form: RegExp, title: string])[] = [
  [/^Check the host: resources, clock, ports, VIP, leftovers$/, "检查主机：资源、时钟、端口、VIP、残留"],
  [/^Check the host: resources, clock, ports, leftovers$/, "检查主机：资源、时钟、端口、残留"],
  [/^Check the hosts$/, "检查各主机"],
  [/^Let the members' ports and VRRP through the firewall$/, "在防火墙上放行成员端口和 VRRP"],
  [/^Let the members' ports through the firewall$/, "在防火墙上放行成员端口"],
  [/^Reach every other host on every needed port$/, "拨测其他每台主机的每个所需端口"],
  [/^Open the firewall; reach every host from every host$/, "放行防火墙；主机之间互相拨测"],
  [/^All hosts listen, then all hosts dial$/, "所有主机先监听，再互相拨测"],
  [/^Name the host (.*)$/, "把主机命名为 $1"],
  [/^Let every host know the others' names$/, "让主机认得彼此的名字"],
  [/^Set the SELinux mode that the spec asks for$/, "按 cluster.yaml 设置 SELinux 模式"],
  [/^Turn swap off, now and at boot$/, "关闭 swap，现在和开机时"],
  [/^Load kernel modules, now and at boot$/, "加载内核模块，现在和开机时"],
  [/^Raise the limits of open files and processes$/, "提高打开文件数和进程数的上限"],
  [/^Set kernel parameters, now and at boot$/, "设置内核参数，现在和开机时"],
  [/^Prepare the operating system$/, "准备操作系统"],
  [/^Add the package repository (.*)$/, "添加软件源 $1"],
  [/^Install etcd (.*) from its tarball$/, "从压缩包安装 etcd $1"],
  [/^Fetch packages from the coordinator's bundle$/, "从 coordinator 的离线包取软件包"],
  [/^Fetch images from the coordinator's bundle$/, "从 coordinator 的离线包取镜像"],
  [/^Install packages$/, "安装软件包"],
  [/^Install (.*) and Kubernetes (.*)$/, "安装 $1 和 Kubernetes $2"],
  [/^Let forwarded packets pass, now and at boot$/, "放行转发的数据包，现在和开机时"],
  [/^Make the system user of etcd$/, "创建 etcd 的系统用户"],
  [/^Make keys on the host and have the coordinator certify them$/, "在主机上生成密钥，由 coordinator 签发证书"],
  [/^Take the keys that all control-plane hosts share$/, "取得控制平面主机共用的密钥"],
  [/^Make keys and certificates$/, "生成密钥和证书"],
  [/^Configure haproxy in front of the apiservers$/, "配置 apiserver 前面的 haproxy"],
  [/^Configure keepalived for the virtual IP$/, "为虚拟 IP 配置 keepalived"],
  [/^See the virtual IP answer$/, "确认虚拟 IP 有应答"],
  [/^Put haproxy and the virtual IP in front$/, "在前面架起 haproxy 和虚拟 IP"],
  [/^exactly one host holds (.*)$/, "恰好一台主机持有 $1"],
  [/^Make an empty data directory; old data is renamed, never deleted$/, "准备空的数据目录；旧数据改名，绝不删除"],
  [/^Write etcd's configuration and unit$/, "写 etcd 的配置和单元"],
  [/^Start etcd inside the start window$/, "在启动窗口内启动 etcd"],
  [/^Start all etcd members inside the start window$/, "在启动窗口内启动所有 etcd 成员"],
  [/^Write through this member$/, "经这个成员写入"],
  [/^Read the write back through this member$/, "经这个成员读回写入的值"],
  [/^Mark the cluster as formed; give root a ready etcdctl$/, "标记集群已成型；为 root 备好 etcdctl"],
  [/^Form the etcd cluster$/, "组成 etcd 集群"],
  [/^Configure and start (.*)$/, "配置并启动 $1"],
  [/^Give the kubelet its flags$/, "设置 kubelet 的参数"],
  [/^Start the container runtime$/, "启动容器运行时"],
  [/^Have every image of Kubernetes on the host$/, "让 Kubernetes 的镜像在主机上备齐"],
  [/^Get the images of Kubernetes$/, "取得 Kubernetes 的镜像"],
  [/^Make the cluster with kubeadm init$/, "用 kubeadm init 建立集群"],
  [/^Make the control plane$/, "建立控制平面"],
  [/^Make this run's bootstrap token good$/, "让本次运行的 bootstrap token 生效"],
  [/^Join as a worker$/, "作为工作节点加入"],
  [/^Join the control plane$/, "加入控制平面"],
  [/^Join the workers$/, "加入工作节点"],
  [/^Take the bootstrap token back$/, "收回 bootstrap token"],
  [/^Taint the node as the spec says$/, "按 cluster.yaml 设置节点污点"],
  [/^Give root and the named users a ready kubectl$/, "为 root 和指定用户备好 kubectl"],
  [/^Settle taints and kubectl$/, "设置污点和 kubectl"],
  [/^Install the network plugin$/, "安装网络插件"],
  [/^Apply (.*)$/, "应用 $1"],
  [/^See (.*) rolled out$/, "确认 $1 部署完成"],
  [/^See the whole cluster well from this host$/, "从这台主机确认整个集群正常"],
  [/^See this worker's node well$/, "确认这个工作节点正常"],
  [/^See that all of it works$/, "确认一切正常"],
  [/^Stop each part once and measure the outage$/, "每个部件停一次，测量中断时间"],
  [/^Stop this haproxy for a moment$/, "暂停这个 haproxy 片刻"],
  [/^Kill this apiserver$/, "杀掉这个 apiserver"],
  [/^Delete Kubernetes' keys after a verified snapshot$/, "验证快照之后删除 Kubernetes 的键"],
  [/^Stop the etcd member and delete its data$/, "停掉 etcd 成员并删除其数据"],
  [/^Destroy etcd$/, "销毁 etcd"],
  [/^Empty etcd of Kubernetes' keys$/, "清空 etcd 中 Kubernetes 的键"],
  [/^Put the host back as it was found, but for etcd$/, "把主机恢复原样，etcd 除外"],
  [/^Put the host back as it was found$/, "把主机恢复原样"],
  [/^Put the hosts back as they were found; packages stay$/, "把各主机恢复原样；软件包保留"],
  [/^Take Kubernetes off the host$/, "从主机上拆除 Kubernetes"],
  [/^Take Kubernetes down$/, "拆除 Kubernetes"],
  [/^Look for what was set up by hand and wrong$/, "查找手工搭建留下的毛病"],
];

/** A title of a step, a phase, a barrier or a statement in the language; one that is not known stays as it is. */
export function titleWords(language: Language, title: string): string {
  if (language === "en") return title;
  for (const [form, words] of zh) if (form.test(title)) return title.replace(form, words);
  return title;
}

/** "Title (id)". */
export const titleAndId = (language: Language, { id, title }: Titled): string =>
  language === "en" ? `${title} (${id})` : `${titleWords(language, title)}（${id}）`;
