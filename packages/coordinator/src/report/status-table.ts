import type { Language } from "@quorate/shared/language";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import type { ClusterStatus, HostStatus, RunStatus } from "../rpc/status.ts";
import { age, took } from "./duration.ts";
import { agentWord } from "./host-list.ts";
import { oneLine, widthOf, wrap } from "./line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { table } from "./table.ts";
import { columnsIn, type Title } from "./words/column-words.ts";
import { stateIn, stateWords } from "./words/state-words.ts";
import { statusWords } from "./words/status-words.ts";

/**
 * How things stand: the coordinator, the run, one row per host, and below them what is not as it should be. On a terminal, lines
 * that are too long for it would be broken anywhere, so there a table of hosts may lack columns.
 */
export function statusTable(status: ClusterStatus, look: Look, terminal = false): readonly string[] {
  const { coordinator, hosts, run, at } = status;
  const nowMs = Date.parse(at);
  const words = statusWords[look.language];
  const dot = ` ${symbols(look).dot} `;
  const up = age(nowMs - Date.parse(coordinator.startedAt));
  return [
    [
      words.coordinator(coordinator.version),
      words.epoch(String(coordinator.epoch)),
      words.up(up),
      words.events(coordinator.seq),
    ].join(dot),
    ...(run ? wrap(runLine(run, nowMs, dot, look), look.columns) : [words.noRun]),
    "",
    ...(hosts.length > 0 ? hostTable(hosts, look, terminal) : [words.noHost]),
    ...troubles(status, nowMs, look).flatMap((text) => trouble(text, look)),
  ];
}

function runLine(run: RunStatus, nowMs: number, dot: string, { language }: Look): string {
  const words = statusWords[language];
  const { total, unchanged, changed } = run.steps;
  const done = words.steps(unchanged + changed, total, changed);
  const begun = age(nowMs - Date.parse(run.startedAt));
  const when =
    run.state === "running"
      ? words.runningFor(begun)
      : run.state === "interrupted"
        ? words.interrupted(begun, run.by)
        : words.ended(run.state, age(nowMs - Date.parse(run.finishedAt ?? run.startedAt)), took(run.durationMs ?? 0));
  const what = run.purpose === "reset" ? words.resetOf(run.cluster) : run.cluster;
  return [words.run(run.run), what, when, done].join(dot);
}

/** One column of the table of hosts; those that `may go` do so where a terminal has no room for all. */
interface HostColumn {
  readonly title: Title | `${Title}>`;
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
  { title: "VIP", cell: ({ vipHeld }, look) => (vipHeld ? stateIn(look.language, "held") : "-") },
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
  const titles = columnsIn(look.language, ...wanted.map(({ title }) => title));
  return table(
    titles,
    hosts.map((host) => wanted.map(({ cell }) => cell(host, look))),
  );
}

function clockCell({ clock }: HostStatus): string {
  return clock ? `${clock.offsetMs >= 0 ? "+" : ""}${clock.offsetMs.toFixed(1)}ms` : "-";
}

function kubernetesCell({ kubernetes }: HostStatus, look: Look): string {
  if (kubernetes === undefined) return statusWords[look.language].unknown;
  const word = stateWords[look.language].role[kubernetes];
  if (kubernetes === "unfinished") return paint(look, "warn", word);
  return kubernetes === "none" ? "-" : word;
}

function etcdCell({ etcd, agent }: HostStatus, look: Look): string {
  const { member } = stateWords[look.language];
  if (!etcd) return agent === "connected" ? "-" : statusWords[look.language].unknown;
  if (!etcd.healthy) return paint(look, "bad", member.unhealthy);
  return etcd.leader ? member.leader : member.follower;
}

function unitCell({ units, agent }: HostStatus, name: string, look: Look): string {
  const unit = units.find((each) => each.name === name);
  if (!unit) return agent === "connected" ? "-" : statusWords[look.language].unknown;
  const word = stateWords[look.language].unit[unit.state];
  return unit.state === "failed" ? paint(look, "bad", word) : word;
}

function troubles(
  { hosts, alarms, vipHolders, run }: ClusterStatus,
  nowMs: number,
  { language }: Look,
): readonly string[] {
  const words = statusWords[language];
  const stolen = alarms.map(({ host, at, reason, from }) =>
    words.alarm(age(nowMs - Date.parse(at)), from, sentenceIn(language, reason), host),
  );
  const lost = hosts
    .filter(({ agent }) => agent !== "connected")
    .map(({ name, lastLost, agent, revoked }) => {
      if (revoked) return words.revoked(name, revoked.by);
      const since = lastLost
        ? words.lostSince(age(nowMs - Date.parse(lastLost.at)), sentenceIn(language, lastLost.reason))
        : "";
      return words.away(name, agent === "silent" ? words.silent : words.absent, since);
    });
  const sick = hosts.flatMap(({ name, etcd }) =>
    etcd && !etcd.healthy ? [words.etcd(name, sentenceIn(language, etcd.problem))] : [],
  );
  const failed = run?.failure ? [words.runFailed(run.failure.code, sentenceIn(language, run.failure.message))] : [];
  return [...stolen, ...lost, ...sick, ...vipTrouble(hosts, vipHolders, language), ...failed];
}

/** Only where keepalived runs somewhere can the address be expected. */
function vipTrouble(hosts: readonly HostStatus[], holders: readonly string[], language: Language): readonly string[] {
  const wanted = hosts.some(({ units }) =>
    units.some(({ name, state }) => name === "keepalived.service" && state === "running"),
  );
  if (holders.length > 1) return [statusWords[language].manyHolders(holders)];
  return wanted && holders.length === 0 ? [statusWords[language].noHolder] : [];
}

function trouble(text: string, look: Look): readonly string[] {
  const [first = "", ...rest] = wrap(oneLine(text), look.columns - 2);
  return [`${paint(look, "warn", "!")} ${first}`, ...rest.map((line) => `  ${line}`)];
}
