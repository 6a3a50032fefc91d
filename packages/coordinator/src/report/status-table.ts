import type { ClusterStatus, HostStatus, RunStatus } from "../rpc/status.ts";
import { age, took } from "./duration.ts";
import { agentWord } from "./host-list.ts";
import { oneLine, widthOf, wrap } from "./line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";

/**
 * How things stand: the coordinator, the run, one row per host, and below them what is not as it should be. On a terminal, lines
 * that are too long for it would be broken anywhere, so there a table of hosts may lack columns.
 */
export function statusTable(status: ClusterStatus, look: Look, terminal = false): readonly string[] {
  const { coordinator, hosts, run, at } = status;
  const nowMs = Date.parse(at);
  const dot = ` ${symbols(look).dot} `;
  const up = age(nowMs - Date.parse(coordinator.startedAt));
  return [
    [
      `coordinator ${coordinator.version}`,
      `epoch ${coordinator.epoch}`,
      `up ${up}`,
      `${coordinator.seq} event${coordinator.seq === 1 ? "" : "s"}`,
    ].join(dot),
    ...(run ? wrap(runLine(run, nowMs, dot), look.columns) : ["no run yet"]),
    "",
    ...(hosts.length > 0
      ? hostTable(hosts, look, terminal)
      : ["No host is enrolled. To let one in: coordinator token create HOST --address IP"]),
    ...troubles(status, nowMs).flatMap((text) => trouble(text, look)),
  ];
}

function runLine(run: RunStatus, nowMs: number, dot: string): string {
  const { total, unchanged, changed } = run.steps;
  const done = `${unchanged + changed}/${total} steps, ${changed} changed`;
  const begun = age(nowMs - Date.parse(run.startedAt));
  const when =
    run.state === "running"
      ? `running for ${begun}`
      : run.state === "interrupted"
        ? `interrupted, begun ${begun} ago by ${run.by}: coordinator resume, or abort`
        : `${run.state} ${age(nowMs - Date.parse(run.finishedAt ?? run.startedAt))} ago in ${took(run.durationMs ?? 0)}`;
  const what = run.purpose === "reset" ? `reset of ${run.cluster}` : run.cluster;
  return [`run ${run.run}`, what, when, done].join(dot);
}

/** One column of the table of hosts; those that `may go` do so where a terminal has no room for all. */
interface HostColumn {
  readonly title: string;
  readonly cell: (host: HostStatus, look: Look) => string;
  readonly mayGo?: true;
}

const hostColumns: readonly HostColumn[] = [
  { title: "NAME", cell: ({ name }) => name },
  { title: "AGENT", cell: agentWord },
  { title: "KUBERNETES", cell: kubernetesCell },
  { title: "ETCD", cell: etcdCell },
  { title: "HAPROXY", cell: (host, look) => unitCell(host, "haproxy.service", look) },
  { title: "KEEPALIVED", cell: (host, look) => unitCell(host, "keepalived.service", look) },
  { title: "VIP", cell: ({ vipHeld }) => (vipHeld ? "held" : "-") },
  { title: "CLOCK>", cell: clockCell, mayGo: true },
  { title: "HEARD>", cell: ({ lastHeardMs }) => (lastHeardMs === undefined ? "-" : age(lastHeardMs)), mayGo: true },
];

function hostTable(hosts: readonly HostStatus[], look: Look, terminal: boolean): readonly string[] {
  // Nothing is said of Kubernetes before there is some.
  const made = hosts.some(({ kubernetes = "none" }) => kubernetes !== "none");
  const wanted = hostColumns.filter(({ title }) => made || title !== "KUBERNETES");
  const whole = drawnHosts(hosts, wanted, look);
  const fits = !terminal || whole.every((line) => widthOf(line) <= look.columns);
  const essential = wanted.filter(({ mayGo }) => !mayGo);
  const [head = "", ...rows] = fits ? whole : drawnHosts(hosts, essential, look);
  return [paint(look, "strong", head), ...rows];
}

function drawnHosts(hosts: readonly HostStatus[], wanted: readonly HostColumn[], look: Look): readonly string[] {
  const titles = columns(...wanted.map(({ title }) => title));
  return table(
    titles,
    hosts.map((host) => wanted.map(({ cell }) => cell(host, look))),
  );
}

function clockCell({ clock }: HostStatus): string {
  return clock ? `${clock.offsetMs >= 0 ? "+" : ""}${clock.offsetMs.toFixed(1)}ms` : "-";
}

function kubernetesCell({ kubernetes }: HostStatus, look: Look): string {
  if (kubernetes === undefined) return "<unknown>";
  if (kubernetes === "unfinished") return paint(look, "warn", kubernetes);
  return kubernetes === "none" ? "-" : kubernetes;
}

function etcdCell({ etcd, agent }: HostStatus, look: Look): string {
  if (!etcd) return agent === "connected" ? "-" : "<unknown>";
  if (!etcd.healthy) return paint(look, "bad", "unhealthy");
  return etcd.leader ? "leader" : "follower";
}

function unitCell({ units, agent }: HostStatus, name: string, look: Look): string {
  const unit = units.find((each) => each.name === name);
  if (!unit) return agent === "connected" ? "-" : "<unknown>";
  return unit.state === "failed" ? paint(look, "bad", "failed") : unit.state;
}

function troubles({ hosts, alarms, vipHolders, run }: ClusterStatus, nowMs: number): readonly string[] {
  const stolen = alarms.map(
    ({ host, at, reason, from }) =>
      `ALARM ${age(nowMs - Date.parse(at))} ago, from ${from}: ${reason}; to shut it out: coordinator hosts revoke ${host}`,
  );
  const lost = hosts
    .filter(({ agent }) => agent !== "connected")
    .map(({ name, lastLost, agent, revoked }) => {
      if (revoked) return `${name} was revoked by ${revoked.by}; to let it in again: coordinator token create ${name}`;
      const what = agent === "silent" ? "says nothing" : "is not connected";
      const since = lastLost ? ` for ${age(nowMs - Date.parse(lastLost.at))}: ${lastLost.reason}` : "";
      return `${name} ${what}${since}; on the host: systemctl status quorate-agent`;
    });
  const sick = hosts.flatMap(({ name, etcd }) => (etcd && !etcd.healthy ? [`etcd on ${name}: ${etcd.problem}`] : []));
  const failed = run?.failure ? [`the last run failed: ${run.failure.code}: ${run.failure.message}`] : [];
  return [...stolen, ...lost, ...sick, ...vipTrouble(hosts, vipHolders), ...failed];
}

/** Only where keepalived runs somewhere can the address be expected. */
function vipTrouble(hosts: readonly HostStatus[], holders: readonly string[]): readonly string[] {
  const wanted = hosts.some(({ units }) =>
    units.some(({ name, state }) => name === "keepalived.service" && state === "running"),
  );
  if (holders.length > 1) return [`the virtual IP is held by ${holders.join(" and ")}; exactly one may hold it`];
  return wanted && holders.length === 0 ? ["the virtual IP is held by no host that answers"] : [];
}

function trouble(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(oneLine(text), look.columns - 2);
  return [`${paint(look, "warn", "!")} ${first}`, ...rest.map((line) => `  ${line}`)];
}
