import { spoken } from "@quorate/shared/language";

const s = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** How things stand: of `status`, `hosts list`, `get` and `doctor`. */
export const statusWords = spoken(
  {
    unknown: "<unknown>",
    coordinator: (version: string) => `coordinator ${version}`,
    epoch: (epoch: string) => `epoch ${epoch}`,
    up: (time: string) => `up ${time}`,
    events: (count: number) => s(count, "event"),
    noRun: "no run yet",
    noHost: "No host is enrolled. To let one in: coordinator token create HOST --address IP",
    run: (run: string) => `run ${run}`,
    resetOf: (cluster: string) => `reset of ${cluster}`,
    steps: (done: number, total: number, changed: number) => `${done}/${total} steps, ${changed} changed`,
    runningFor: (time: string) => `running for ${time}`,
    interrupted: (time: string, by: string) => `interrupted, begun ${time} ago by ${by}: coordinator resume, or abort`,
    ended: (state: "done" | "failed", ago: string, took: string) => `${state} ${ago} ago in ${took}`,
    alarm: (ago: string, from: string, reason: string, host: string) =>
      `ALARM ${ago} ago, from ${from}: ${reason}; to shut it out: coordinator hosts revoke ${host}`,
    revoked: (host: string, by: string) =>
      `${host} was revoked by ${by}; to let it in again: coordinator token create ${host}`,
    silent: "says nothing",
    absent: "is not connected",
    lostSince: (ago: string, reason: string) => ` for ${ago}: ${reason}`,
    away: (host: string, what: string, since: string) =>
      `${host} ${what}${since}; on the host: systemctl status quorate-agent`,
    etcd: (host: string, problem: string) => `etcd on ${host}: ${problem}`,
    runFailed: (code: string, message: string) => `the last run failed: ${code}: ${message}`,
    manyHolders: (hosts: readonly string[]) =>
      `the virtual IP is held by ${hosts.join(" and ")}; exactly one may hold it`,
    noHolder: "the virtual IP is held by no host that answers",
    takenBack: (day: string, by: string) => `taken back ${day} by ${by}`,
    goodFor: (time: string) => `good for ${time}`,
    expired: (time: string) => `expired ${time} ago; renewed when the agent comes`,
    none: (kind: string) => `There are no ${kind}s yet.`,
  },
  {
    unknown: "<未知>",
    coordinator: (version) => `coordinator ${version}`,
    epoch: (epoch) => `纪元 ${epoch}`,
    up: (time) => `已运行 ${time}`,
    events: (count) => `${count} 条事件`,
    noRun: "还没有运行过",
    noHost: "还没有主机接入。要接入一台：coordinator token create HOST --address IP",
    run: (run) => `运行 ${run}`,
    resetOf: (cluster) => `重置 ${cluster}`,
    steps: (done, total, changed) => `${done}/${total} 个步骤，${changed} 个有变更`,
    runningFor: (time) => `已进行 ${time}`,
    interrupted: (time, by) => `已中断，${by} 于 ${time} 前开始：用 coordinator resume 继续，或 abort 结束`,
    ended: (state, ago, took) => `${ago} 前${state === "done" ? "完成" : "失败"}，用时 ${took}`,
    alarm: (ago, from, reason, host) =>
      `警报：${ago} 前来自 ${from}：${reason}；要切断它：coordinator hosts revoke ${host}`,
    revoked: (host, by) => `${host} 已被 ${by} 吊销；要让它重新接入：coordinator token create ${host}`,
    silent: "没有响应",
    absent: "没有连接",
    lostSince: (ago, reason) => `，已有 ${ago}：${reason}`,
    away: (host, what, since) => `${host} ${what}${since}；在该主机上：systemctl status quorate-agent`,
    etcd: (host, problem) => `${host} 上的 etcd：${problem}`,
    runFailed: (code, message) => `上一次运行失败：${code}：${message}`,
    manyHolders: (hosts) => `虚拟 IP 同时被 ${hosts.join("、")} 持有；只能有一台持有它`,
    noHolder: "没有任何有响应的主机持有虚拟 IP",
    takenBack: (day, by) => `${day} 被 ${by} 吊销`,
    goodFor: (time) => `还有 ${time}`,
    expired: (time) => `${time} 前已过期；agent 来时自动续期`,
    none: (kind) =>
      `还没有${{ host: "主机", run: "运行", step: "步骤", cert: "证书", member: " etcd 成员" }[kind] ?? kind}。`,
  },
);

/** Of `doctor` and `health`. */
export const checkWords = spoken(
  {
    summary: (errors: number, warnings: number, ignored: number, ok: number) =>
      `${[s(errors, "error"), s(warnings, "warning"), ...(ignored > 0 ? [`${ignored} ignored`] : [])].join(", ")}, ${ok} ok. Nothing was changed.`,
    more: (id: string) => `More on one of them: coordinator explain ${id}`,
    ignored: "  (ignored)",
    fix: "fix:",
    withFix: (detail: string, fix: string) => `${detail}; fix: ${fix}`,
  },
  {
    summary: (errors, warnings, ignored, ok) =>
      `${errors} 个错误，${warnings} 个警告，${ignored > 0 ? `${ignored} 个已忽略，` : ""}${ok} 项正常。什么也没有改。`,
    more: (id) => `其中一条的详情：coordinator explain ${id}`,
    ignored: "  （已忽略）",
    fix: "处理:",
    withFix: (detail, fix) => `${detail}；处理: ${fix}`,
  },
);

/** Of `plan` and of what a reset will do. */
export const planWords = spoken(
  {
    cluster: (reset: boolean) => `${reset ? "reset of " : ""}cluster`,
    plan: (hash: string) => `plan ${hash}`,
    size: (steps: number, hosts: number, until: string | undefined) =>
      `${steps} steps on ${hosts} hosts${until === undefined ? "" : `, up to phase ${until}`}`,
    hosts: (list: string) => `hosts ${list}`,
    allHosts: "all hosts",
    someHosts: (count: number) => `${count} hosts`,
    barrier: (title: string) => `barrier: ${title}`,
    cannotTell: (why: string) => `? cannot tell: ${why}`,
    notProbed: "Nothing was changed. What differs on the hosts: add --probe.",
    nothing: "nothing to change",
    change: (count: number) => `${count} to change`,
    ok: (count: number) => `${count} as wanted`,
    unknown: (count: number) => `${count} not known yet`,
    destructive: (count: number) => `${count} destructive`,
    total: (hash: string, parts: readonly string[]) =>
      `Plan${hash === "" ? "" : ` ${hash}`}: ${parts.join(", ")}. Nothing was changed.`,
    saved: (hash: string, path: string) =>
      `Saved plan ${hash} in ${path}. To carry it out: coordinator bootstrap -f FILE --plan ${path}`,
    takesDown: (cluster: string, hosts: number) => `This takes the cluster ${cluster} down on ${hosts} hosts:`,
    stays: "Packages stay installed, and agents stay enrolled.",
    fate: (choice: string, what: string) => `--etcd-data ${choice}: ${what}.`,
    etcdData: {
      keep: "etcd goes on running, with all its data; a cluster that is made later meets it again",
      purge: "what Kubernetes wrote is deleted after a snapshot; etcd itself goes on running",
      destroy: "etcd is stopped and its data is deleted on every host; nothing brings it back",
    },
    stackedKeep: "etcd's members end with the control plane, and leave their data on the disks",
  },
  {
    cluster: (reset) => `${reset ? "重置" : ""}集群`,
    plan: (hash) => `计划 ${hash}`,
    size: (steps, hosts, until) =>
      `${hosts} 台主机，${steps} 个步骤${until === undefined ? "" : `，到 ${until} 阶段为止`}`,
    hosts: (list) => `主机 ${list}`,
    allHosts: "所有主机",
    someHosts: (count) => `${count} 台主机`,
    barrier: (title) => `屏障：${title}`,
    cannotTell: (why) => `? 无法判断：${why}`,
    notProbed: "什么也没有改。要看主机上有哪些不同：加上 --probe。",
    nothing: "没有要改的",
    change: (count) => `${count} 项要改`,
    ok: (count) => `${count} 项已符合`,
    unknown: (count) => `${count} 项尚不清楚`,
    destructive: (count) => `${count} 项不可恢复`,
    total: (hash, parts) => `计划${hash === "" ? "" : ` ${hash}`}：${parts.join("，")}。什么也没有改。`,
    saved: (hash, path) => `计划 ${hash} 已存入 ${path}。要执行它：coordinator bootstrap -f FILE --plan ${path}`,
    takesDown: (cluster, hosts) => `这会拆掉 ${hosts} 台主机上的集群 ${cluster}：`,
    stays: "软件包仍然装着，agent 仍然接入。",
    fate: (choice, what) => `--etcd-data ${choice}：${what}。`,
    etcdData: {
      keep: "etcd 连同全部数据继续运行；以后再建的集群还会遇到它",
      purge: "先做快照，再删除 Kubernetes 写入的内容；etcd 本身继续运行",
      destroy: "每台主机上的 etcd 都停掉，数据都删除；再也找不回来",
    },
    stackedKeep: "etcd 成员随控制平面一起结束，数据留在磁盘上",
  },
);
