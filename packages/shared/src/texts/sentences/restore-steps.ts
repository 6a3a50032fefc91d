import type { Sentences } from "../sentence-forms.ts";

export const restoreStepsSentences: Sentences = {
  "changed by this product": "被 Quorate 改过",
  "not there": "不在那里",
  "packages are held back no longer: {1}": "不再锁住这些软件包的版本：{1}",
  "packages stay installed: {1}": "软件包保留安装：{1}",
  "stays: {1}": "保留：{1}",
  "{1} was not started by this product, as far as its record goes": "按记录来看，{1} 不是由 Quorate 启动的",
  "closed {1} openings of firewalld": "关上了 firewalld 的 {1} 处放行",
  "firewalld does not run: its rules for the cluster stay": "firewalld 没有运行：它为集群设的规则保留",
  "removed {1} rules of nftables": "删除了 nftables 的 {1} 条规则",
  "enabled ufw again": "重新启用了 ufw",
  "ufw read its rules again": "ufw 重新读取了规则",
  "kernel parameters keep their values until the next boot": "内核参数到下次开机前保持现值",
  "loaded kernel modules stay loaded until the next boot": "已加载的内核模块到下次开机前保持加载",
  "swap of /etc/fstab is used again from the next boot on, or after `swapon -a`":
    "/etc/fstab 里的 swap 从下次开机起恢复使用，或执行 `swapon -a` 之后",
  "the FORWARD chain of iptables keeps its policy ACCEPT until the next boot":
    "iptables 的 FORWARD 链到下次开机前保持策略 ACCEPT",
  "the running system keeps its host name until the next boot": "正在运行的系统到下次开机前保持现在的主机名",
  "SELinux stays permissive until the next boot, or `setenforce 1`":
    "SELinux 到下次开机前保持 permissive，或执行 `setenforce 1`",
  "running services and logins keep their limits until they start again":
    "正在运行的服务和登录会话在重新启动前保持原来的上限",
  "{1} was a link and is a directory now": "{1} 原来是链接，现在是目录",
  "put the link {1} back": "恢复了链接 {1}",
  "{1} was a directory and is not there any more": "{1} 原来是目录，现在不在了",
  "gave {1} its mode and owner back": "恢复了 {1} 的权限和属主",
  "{1} was too large or too special to be recorded, and stays as it is": "{1} 太大或太特殊，没有记录下来，保持原样",
  "{1} could not be put back": "{1} 恢复不了",
  "put {1} back as it was": "把 {1} 恢复成了原样",
  "{1} is neither a file nor a directory": "{1} 既不是文件也不是目录",
  "{1} is not empty: {2}{3}": "{1} 不是空的：{2}{3}",
  "{1} was removed by somebody since": "{1} 后来被人删掉了",
  "{1} was changed by somebody since, and stays as it is": "{1} 后来被人改过，保持原样",
  "took our lines out of {1}": "从 {1} 里去掉了我们的行",
  "{1} was changed by somebody since: all other lines stay": "{1} 后来被人改过：其他行都保留",
  "unmasked {1}": "解除屏蔽了 {1}",
  "enabled {1}": "启用了 {1}",
  "started {1}": "启动了 {1}",
  "restarted {1}, which ran before": "重启了原来就在运行的 {1}",
  "not {1}: {2}": "没有 {1}：{2}",
};
