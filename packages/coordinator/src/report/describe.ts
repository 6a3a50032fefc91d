import type { Language } from "@quorate/shared/language";
import type { Failure } from "@quorate/shared/step/outcome";
import { failureIn } from "@quorate/shared/texts/catalogue-texts";
import { partIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import type { FoldedHost } from "../journal/folded-host.ts";
import type { FoldedRun, FoldedStep } from "../journal/folded-run.ts";
import type { ClusterStatus, HostStatus } from "../rpc/status.ts";
import { age, took } from "./duration.ts";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint } from "./look.ts";
import { field } from "./table.ts";
import { describeWords } from "./words/describe-words.ts";
import { stateIn, stateWords } from "./words/state-words.ts";
import { statusWords } from "./words/status-words.ts";
import { titleWords } from "./words/step-titles.ts";

const labelWidth = 13;

type Rows = readonly (readonly [label: string, text: string | readonly string[]])[];

function block(title: string, rows: Rows, look: Look): readonly string[] {
  const room = look.columns - labelWidth - 4;
  const lines = rows.flatMap(([label, text]) => {
    const parts = (typeof text === "string" ? [text] : text).filter((part) => part !== "");
    return field(
      label,
      parts.flatMap((part) => wrap(oneLine(part), room)),
      labelWidth,
    );
  });
  return [paint(look, "strong", title), ...lines];
}

const size = (bytes: number): string => `${(bytes / 1_073_741_824).toFixed(1)} GiB`;
const room = (what: HostStatus["disk"], { language }: Look): string =>
  what ? describeWords[language].free(size(what.availableBytes), size(what.totalBytes)) : "";

/** All that is known of one host. */
export function describeHost(
  host: HostStatus,
  enrolled: FoldedHost | undefined,
  { at }: Pick<ClusterStatus, "at">,
  look: Look,
): readonly string[] {
  const { language } = look;
  const { unknown } = statusWords[language];
  const nowMs = Date.parse(at);
  const { etcd, clock, lastLost, lastHeardMs } = host;
  const words = describeWords[language];
  const { labels } = words;
  const heard = lastHeardMs === undefined ? "" : words.heard(age(lastHeardMs));
  const rows: Rows = [
    [labels.agent, words.agent(stateIn(language, host.agent), heard, host.agentVersion ?? unknown)],
    [labels.address, host.address ?? ""],
    [labels.enrolled, words.ago(host.enrolledAt, age(nowMs - Date.parse(host.enrolledAt)))],
    [labels.lastLost, lastLost ? `${lastLost.at}: ${sentenceIn(language, lastLost.reason)}` : ""],
    [labels.kubernetes, stateIn(language, host.kubernetes ?? unknown)],
    [labels.vip, host.vipHeld ? stateIn(language, "held") : "-"],
    [labels.etcd, etcd ? etcdText(etcd, look) : "-"],
    [labels.clock, clock ? words.clock(clock.offsetMs.toFixed(1), clock.errorMs.toFixed(1)) : ""],
    [labels.load, host.load1 === undefined ? "" : host.load1.toFixed(2)],
    [labels.memory, room(host.memory, look)],
    [labels.disk, room(host.disk, look)],
    [labels.units, host.units.map(({ name, state }) => `${name} ${stateWords[language].unit[state]}`)],
  ];
  return [...block(words.host(host.name), rows, look), ...asEnrolled(enrolled?.facts, look)];
}

function asEnrolled(facts: FoldedHost["facts"] | undefined, look: Look): readonly string[] {
  if (!facts) return [];
  const { asEnrolled: title, labels, machine } = describeWords[look.language];
  const rows: Rows = [
    [labels.system, `${facts.os.name}, Linux ${facts.os.kernel}, ${facts.os.arch}`],
    [labels.machine, machine(facts.cpus, facts.memoryMiB, facts.packageManager)],
    [labels.interfaces, facts.interfaces.map(({ name, addresses }) => `${name} ${addresses.join(" ")}`)],
  ];
  return block(title, rows, look);
}

function etcdText(
  { healthy, leader, memberId, clusterId, databaseBytes, problem }: NonNullable<HostStatus["etcd"]>,
  { language }: Look,
): string {
  const { unknown } = statusWords[language];
  const words = describeWords[language];
  const who = words.member(memberId || unknown, clusterId || unknown);
  if (!healthy) return words.unhealthy(sentenceIn(language, problem), who);
  return `${leader ? "leader" : "follower"}, ${who}, ${(databaseBytes / 1e6).toFixed(1)} MB`;
}

/** One run: what it was to do, how it went, and which checks were excepted for it. */
export function describeRun(run: FoldedRun, state: string, look: Look): readonly string[] {
  const { language } = look;
  const words = describeWords[language];
  const { labels } = words;
  const { plan, finished, ignoredChecks, checks } = run;
  const failed = [...run.steps].filter(({ finished: end }) => end && ["failed", "lost"].includes(end.outcome));
  const failure = finished?.failure;
  const notOk = checks.filter(({ severity }) => severity !== "ok");
  const how = finished
    ? words.ended(stateIn(language, finished.outcome), took(finished.durationMs), finished.at)
    : stateIn(language, state);
  const rows: Rows = [
    [labels.purpose, words.purpose(stateIn(language, plan.purpose ?? "bootstrap"), plan.cluster, plan.until)],
    [labels.plan, plan.hash.slice(0, 8)],
    [labels.by, run.by],
    [labels.started, run.startedAt],
    [labels.state, how],
    [labels.hosts, plan.hosts.join(", ")],
    [labels.ignored, ignoredChecks.length > 0 ? words.ignored(ignoredChecks.join(", ")) : ""],
    [
      labels.phases,
      plan.phases.filter(({ steps }) => steps.length > 0).map((phase) => phaseText(phase, run, language)),
    ],
    [
      labels.checks,
      notOk.map(
        ({ id, severity, detail }) =>
          `${stateWords[language].severity[severity]} ${id}: ${sentenceIn(language, detail)}`,
      ),
    ],
    [labels.failed, failed.map(({ step, finished: end }) => `${step.id}: ${end?.failure?.code ?? end?.outcome}`)],
    ...failureRows(failure, language, false),
  ];
  return block(words.run(run.run), rows, look);
}

/** Why, and what to do. */
function failureRows(failure: Failure | undefined, language: Language, evidence: boolean): Rows {
  const { labels } = describeWords[language];
  const told = failure && failureIn(language, failure);
  return [
    [labels.cause, told ? `${told.code}: ${told.message}` : ""],
    [labels.evidence, evidence ? (told?.evidence ?? []).map(logLine) : ""],
    [labels.wayOut, told?.hint ?? ""],
  ];
}

function phaseText({ name, steps }: FoldedRun["plan"]["phases"][number], run: FoldedRun, language: Language): string {
  const outcomes = steps.map(({ id }) => run.steps.get(id)?.finished?.outcome ?? "waiting");
  const words = [...new Set(outcomes)].map(
    (word) => `${outcomes.filter((each) => each === word).length} ${stateIn(language, word)}`,
  );
  return `${name}: ${words.join(", ")}`;
}

/** One step: why it ran, what it found, how it ended and what shows it. */
export function describeStep(
  { step, state, attempt, finished, certificates }: FoldedStep,
  look: Look,
): readonly string[] {
  const { language } = look;
  const words = describeWords[language];
  const { labels, nothing } = words;
  const failure = finished?.failure;
  const how = finished
    ? words.stepEnded(stateIn(language, finished.outcome), took(finished.durationMs), finished.at)
    : stateIn(language, state);
  const rows: Rows = [
    [labels.title, titleWords(language, step.title)],
    [labels.kind, step.kind],
    [labels.host, step.host],
    [labels.state, how],
    [labels.attempt, String(attempt)],
    [labels.limit, took(step.timeoutMs)],
    [labels.needs, step.needs],
    [
      labels.found,
      (finished?.drift ?? []).map(({ what, have, want }) => {
        const [thing, is, wish] = [what, have, want].map((text) => partIn(language, text));
        return `${thing}: ${is || nothing} -> ${wish || nothing}`;
      }),
    ],
    [labels.certificates, certificates.map(({ role, serial, notAfter }) => words.certificate(role, serial, notAfter))],
    [labels.undone, (finished?.undone ?? []).map((line) => sentenceIn(language, line))],
    ...failureRows(failure, language, true),
  ];
  return block(words.step(step.id), rows, look);
}
