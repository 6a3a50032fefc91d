import type { Sentences } from "../sentence-forms.ts";

export const installSentences: Sentences = {
  "it runs {1}": "它运行的是 {1}",
  "it has neither apt, dnf, yum, dpkg nor rpm": "它没有 apt、dnf、yum、dpkg，也没有 rpm",
  "no systemd runs": "没有 systemd 在运行",
  "{1} cannot have an agent: {2}": "{1} 上不能有 agent：{2}",
  "the host": "该主机",
  "an agent needs Linux with systemd, and deb or rpm packages": "agent 需要带 systemd 的 Linux，以及 deb 或 rpm 软件包",
  "the host's processor is {1}: packages are made for x86_64 and aarch64":
    "主机的处理器是 {1}：软件包只为 x86_64 和 aarch64 制作",
  "take a host of another kind; 32-bit systems on 64-bit processors count as 32-bit":
    "换一种主机；64 位处理器上的 32 位系统也算 32 位",
  "{1} has no glibc: the runtime needs it": "{1} 没有 glibc：运行时需要它",
  "take a distribution with glibc; musl is not supported": "换用带 glibc 的发行版；不支持 musl",
  "build them: npm run package; then name their folder: --packages DIR":
    "构建它们：npm run package；再指明它们的目录：--packages DIR",
  "; it has {1}, and agents are to be of the coordinator's version":
    "；里面有 {1}，而 agent 要和 coordinator 同一个版本",
  "{1} has no {2} of quorate-agent {3}{4}": "{1} 里没有 quorate-agent {3} 的 {2}{4}",
  "{1} has no {2} of quorate-runtime for {3} with glibc {4}": "{1} 里没有适合 {3} 和 glibc {4} 的 quorate-runtime {2}",
  "{1}: what it has needs glibc {2} or newer": "{1}：里面的需要 glibc {2} 或更新",
  'build a runtime for older systems with NODE_BINARY: deploy/README.md, "Runtimes for other hosts"':
    "用 NODE_BINARY 为旧系统构建运行时：见 deploy/README.md 的“Runtimes for other hosts”",
  "this host is enrolled as {1}, and was to become {2}": "这台主机已以 {1} 接入，而现在要它叫 {2}",
  "are two of the addresses mixed up? to rename it: coordinator hosts revoke {1}, then run this again":
    "是不是有两个地址弄混了？要改名：coordinator hosts revoke {1}，再运行一次",
  "{1} is connected from {2}: another machine has the name": "{1} 是从 {2} 连接的：这个名字在另一台机器上",
  "give this one another name: NAME=HOST; or cut the other one off: coordinator hosts revoke {1}":
    "给这一台另起名字：NAME=HOST；或切断另一台：coordinator hosts revoke {1}",
  "another package manager is at work on it": "它上面有另一个包管理器正在工作",
  "wait until it has ended, then run this again": "等它结束，再运行一次",
  "its disk is full": "它的磁盘已满",
  "make room (the packages take some 250 MB in /usr, and as much in /var while they are installed), then run this again":
    "腾出空间（软件包在 /usr 约占 250 MB，安装时 /var 也要这么多），再运行一次",
  "its file system is read-only": "它的文件系统是只读的",
  "an agent cannot work on such a host": "这样的主机上 agent 没法工作",
  "the package is for another processor": "软件包是给另一种处理器的",
  "put the packages for this one into the folder": "把适合这种处理器的软件包放进目录",
  "something that the packages need is not there": "缺少软件包所需要的东西",
  "the evidence names it: install it from the host's own repositories, then run this again":
    "证据里有名字：从主机自己的软件源安装它，再运行一次",
  "{1} ended with code {2}": "{1} 以退出码 {2} 结束",
  "there is no sudo": "没有 sudo",
  "the user is not root, and sudo does not make it so: {1}": "用户不是 root，sudo 也不让它成为 root：{1}",
  "the host cannot reach the coordinator's enrol port: {1}": "主机连不上 coordinator 的 enrol 端口：{1}",
  "from the host {1} must be open, and the control port (7443) beside it: look at firewalls and routes\nis the address wrong? the coordinator says it: coordinator serve --advertise ADDRESS":
    "从主机必须能访问 {1}，还有旁边的 control 端口（7443）：看看防火墙和路由\n地址不对？由 coordinator 来说：coordinator serve --advertise ADDRESS",
  "it came from": "它来自",
  "the host reaches the coordinator from another address than the one that was given: list that one in cluster.yaml (-f FILE)":
    "主机连到 coordinator 时用的地址不是给出的那个：在 cluster.yaml 里写上那个地址（-f FILE）",
  "quorate-agent enroll ended with code {1}": "quorate-agent enroll 以退出码 {1} 结束",
  "copying {1}": "复制 {1}",
  "its agent runs, and was not connected after {1}": "它的 agent 在运行，但过了 {1} 还没有连接",
  "is the coordinator's control port open from the host? to enrol it once more: --enrol-again":
    "从该主机能访问 coordinator 的 control 端口吗？要重新接入：--enrol-again",
  "the unit quorate-agent does not start": "单元 quorate-agent 启动不了",
  "on the host: systemctl status quorate-agent": "在该主机上：systemctl status quorate-agent",
  "two of the hosts would be {1}": "有两台主机都会叫 {1}",
  "{1} is given twice": "{1} 给了两次",
  "a host has one name: name it once": "一台主机只有一个名字：只写一次",
  "say the name before it: NAME=HOST; or give the cluster.yaml that lists it: -f FILE":
    "把名字写在前面：NAME=HOST；或给出列着它的 cluster.yaml：-f FILE",
  "cluster.yaml lists no host {1}; it lists {2}": "cluster.yaml 里没有主机 {1}；有的是 {2}",
  "add it to spec.hosts, or say which it is: NAME=HOST": "把它加进 spec.hosts，或说明它是哪一台：NAME=HOST",
  "{1} has no name yet for its agent to have": "{1} 还没有名字给它的 agent 用",
  "{1} cannot be read on this machine": "这台机器上读不了 {1}",
  "{1} cannot be started on this machine: {2}": "这台机器上启动不了 {1}：{2}",
  "install openssh-client (rpm: openssh-clients), or take `coordinator enroll-script` to the hosts by other means":
    "安装 openssh-client（rpm：openssh-clients），或用别的办法把 `coordinator enroll-script` 的输出带到主机上",
  'ssh cannot be given the file {1}: its path has ", %, $ or \\ in it':
    '不能把文件 {1} 交给 ssh：它的路径里有 "、%、$ 或 \\',
  "copy or link the file to a plain path": "把文件复制或链接到普通的路径",
  "it did not come to an end in time": "没有及时结束",
  "ssh to {1}: {2}": "ssh 到 {1}：{2}",
  "the connection failed": "连接失败",
  "look whether the host runs, the address and the port are right, and a firewall lets ssh pass; try it: {1}":
    "看看主机是否在运行、地址和端口对不对、防火墙是否放行 ssh；试一试：{1}",
  "; it has {1} now": "；它现在的是 {1}",
  "{1} has another host key than the one that is known{2}": "{1} 的主机密钥和已知的不同{2}",
  "unless the host was installed anew, somebody stands between: find out which\nif it was: compare its fingerprint on its console, then ssh-keygen -R {1} and add the new key":
    "除非主机重装过，否则就是有人夹在中间：先弄清是哪一种\n如果是重装：在它的控制台上核对指纹，再 ssh-keygen -R {1} 并加入新的密钥",
  ": it offers {1} {2}": "：它出示的是 {1} {2}",
  "the host key of {1} is not known here{2}": "这里不认识 {1} 的主机密钥{2}",
  "compare it with the host's own, on its console: ssh-keygen -lf /etc/ssh/ssh_host_{1}_key.pub\nif they are the same: {2} >> {3}; then look at what was added: ssh-keygen -lf {4}":
    "在主机的控制台上和它自己的比一比：ssh-keygen -lf /etc/ssh/ssh_host_{1}_key.pub\n如果相同：{2} >> {3}；再看看加进去的：ssh-keygen -lf {4}",
  "too many keys were tried": "试的密钥太多",
  "it takes {1}": "它接受 {1}",
  "{1} does not let {2} in: {3}, and nothing that was offered": "{1} 不让 {2} 登录：{3}，而给出的都不算",
  "give the key with --identity FILE, or load it with ssh-add; try it: {1}\nno password is asked for: a host that takes nothing else needs your key first (ssh-copy-id)":
    "用 --identity FILE 给出密钥，或用 ssh-add 载入；试一试：{1}\n不会问口令：只接受口令的主机要先放上你的密钥（ssh-copy-id）",
  "this machine does not know the address of {1}, and a join token is bound to one":
    "这台机器不知道 {1} 的地址，而加入令牌是绑定地址的",
  "list the host in cluster.yaml and give it with -f FILE, or give its IP in place of the name: NAME=IP":
    "把主机写进 cluster.yaml 并用 -f FILE 给出，或用 IP 代替名字：NAME=IP",
  "its name is not of a-z, 0-9 and hyphens": "它的名字不是由 a-z、0-9 和连字符组成",
  "that is no user": "这不是用户名",
  "that is no host": "这不是主机",
  "a port is a number from 1 to 65535": "端口是 1 到 65535 的数字",
  "{1} is no host to reach by ssh: {2}": "{1} 不是能用 ssh 访问的主机：{2}",
  "write [NAME=][USER@]HOST[:PORT], like root@192.168.1.90 or k8s-master90=admin@[fd00::90]:2222":
    "写成 [NAME=][USER@]HOST[:PORT]，例如 root@192.168.1.90 或 k8s-master90=admin@[fd00::90]:2222",
  "the host did not say what it is: its shell may print something at each login":
    "主机没有说出自己是什么：它的 shell 可能在每次登录时打印东西",
  "try it: ssh HOST uname -sm": "试一试：ssh HOST uname -sm",
};
