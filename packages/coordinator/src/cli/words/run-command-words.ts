import { spoken } from "@quorate/shared/language";

/** Around a run: who is waited for, what Ctrl-C does, how to come back. */
export const runCommandWords = spoken(
  {
    embedded: (stateDir: string) => `no coordinator runs on ${stateDir}: this process is one until the run ends`,
    notEncrypted: "warning: the keys of the CAs are not encrypted; --ca-passphrase-file FILE encrypts them",
    feet: { daemon: "Ctrl-C detaches; the run goes on", embedded: "Ctrl-C stops; it can go on later" },
    windowOpen: "stops when the start window is closed; Ctrl-C again stops at once",
    coordinatorEnded: (run: string) => `the coordinator ended before run ${run} did`,
    detached: (run: string) => `detached: run ${run} goes on`,
    comeBack: (command: string) => `Come back: ${command}`,
    stopped: (run: string) => `stopped: run ${run} starts no more steps; agents finish what they are in`,
    goOn: (command: string) => `Go on: ${command}`,
    goesOn: (run: string) => `run ${run} was interrupted: it goes on`,
    anew: "the interrupted run is over; a new one goes on",
    stoppedWaiting: "stopped waiting: no run was started; the enrol commands stay good until their time",
    nothingStarted: "stopped: no run was started, nothing was changed",
    noRun: "there is no run yet",
    noSuchRun: (run: string) => `there is no run ${JSON.stringify(run.slice(0, 100))}`,
    interruptedRun: (run: string) => `run ${run} was interrupted`,
    notConnected: (waited: string, hosts: string) =>
      `not connected${waited === "" ? "" : ` after ${waited}`}: ${hosts}`,
    enrolledButAway:
      "on the host: systemctl status quorate-agent; was it installed anew, or this state restored from a copy? then: coordinator token create HOST",
    enrolIt: "run the enrol command on the host; a new one: coordinator token create HOST --address IP",
    waits: (missing: number, all: number, left: string) => `waits for ${missing} of ${all} agents; gives up in ${left}`,
    allConnected: "all agents are connected",
    joins: (host: string, cluster: string, worker: boolean) =>
      `${host} joins the cluster ${cluster} as a ${worker ? "worker" : "control-plane host"}`,
    listsNot: (file: string, host: string, names: string) => `${file} lists no host ${host}; it lists ${names}`,
    listIt: (host: string) => `add it to spec.hosts: { name: ${host}, address: IP, role: worker }`,
    sayEtcdData: "say what becomes of etcd's data",
    badEtcdData: (text: string) => `--etcd-data cannot be ${JSON.stringify(text.slice(0, 100))}`,
    yesNeedsName: "--yes goes with --confirm and the cluster's name",
    allHostsNeeded: (message: string) => `${message}; nothing was changed`,
    goneForGood:
      "a reset takes all hosts of the file down together; is one gone for good? enrol a bare one under its name and " +
      "address (coordinator token create HOST --address IP) and reset with --etcd-data keep or destroy",
    typeName: (cluster: string) => `\nType the cluster's name to go on (${cluster}): `,
    noTerminal: "there is no terminal to ask on",
    wrongName: (cluster: string, name: string) =>
      `the cluster is called ${cluster}, and ${name === "" ? "nothing" : JSON.stringify(name.slice(0, 100))} was given; nothing was changed`,
  },
  {
    embedded: (stateDir) => `${stateDir} 上没有 coordinator 在运行：本进程充当 coordinator，直到运行结束`,
    notEncrypted: "警告：CA 的密钥没有加密；--ca-passphrase-file FILE 可以加密它们",
    feet: { daemon: "Ctrl-C 脱离，运行还会继续", embedded: "Ctrl-C 停下，以后可以继续" },
    windowOpen: "等启动窗口关闭就停；再按一次 Ctrl-C 立刻停",
    coordinatorEnded: (run) => `运行 ${run} 还没结束，coordinator 就先停了`,
    detached: (run) => `已脱离：运行 ${run} 还在继续`,
    comeBack: (command) => `回来继续看：${command}`,
    stopped: (run) => `已停下：运行 ${run} 不再开始新的步骤；agent 会做完手上的`,
    goOn: (command) => `继续：${command}`,
    goesOn: (run) => `运行 ${run} 曾被中断：现在接着做`,
    anew: "被中断的运行已经结束；由一次新的运行接着做",
    stoppedWaiting: "不再等待：没有开始运行；接入命令在有效期内仍然可用",
    nothingStarted: "已停下：没有开始运行，什么也没有改",
    noRun: "还没有运行过",
    noSuchRun: (run) => `没有 ${JSON.stringify(run.slice(0, 100))} 这次运行`,
    interruptedRun: (run) => `运行 ${run} 已被中断`,
    notConnected: (waited, hosts) => `${waited === "" ? "" : `等了 ${waited}，`}没有连接：${hosts}`,
    enrolledButAway:
      "在该主机上：systemctl status quorate-agent；是主机重装过，还是这份状态是从备份恢复的？那就：coordinator token create HOST",
    enrolIt: "在该主机上运行接入命令；要一条新的：coordinator token create HOST --address IP",
    waits: (missing, all, left) => `在等 ${all} 个 agent 中的 ${missing} 个；${left} 后放弃`,
    allConnected: "所有 agent 都已连接",
    joins: (host, cluster, worker) => `${host} 作为${worker ? "工作节点" : "控制平面主机"}加入集群 ${cluster}`,
    listsNot: (file, host, names) => `${file} 里没有主机 ${host}；有的是 ${names}`,
    listIt: (host) => `先加进 spec.hosts：{ name: ${host}, address: IP, role: worker }`,
    sayEtcdData: "请说明 etcd 的数据怎么办",
    badEtcdData: (text) => `--etcd-data 不能是 ${JSON.stringify(text.slice(0, 100))}`,
    yesNeedsName: "--yes 要和 --confirm 加集群名一起用",
    allHostsNeeded: (message) => `${message}；什么也没有改`,
    goneForGood:
      "重置会一起拆掉文件里的所有主机；有一台彻底没了？用它的名字和地址接入一台裸机" +
      "（coordinator token create HOST --address IP），再用 --etcd-data keep 或 destroy 重置",
    typeName: (cluster) => `\n要继续，请输入集群名（${cluster}）：`,
    noTerminal: "没有终端可以提问",
    wrongName: (cluster, name) =>
      `集群名是 ${cluster}，给出的${name === "" ? "是空的" : `是 ${JSON.stringify(name.slice(0, 100))}`}；什么也没有改`,
  },
);
