import type { FoldedHost } from "../journal/folded-host.ts";
import type { FoldedRun, FoldedStep } from "../journal/folded-run.ts";
import type { ClusterStatus, HostStatus } from "../rpc/status.ts";
import { age, took } from "./duration.ts";
import { oneLine, wrap } from "./line.ts";
import { logLine } from "./log-line.ts";
import { type Look, paint } from "./look.ts";
import { field } from "./table.ts";

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
const room = (what: HostStatus["disk"]): string =>
  what ? `${size(what.availableBytes)} of ${size(what.totalBytes)} free` : "";

/** All that is known of one host. */
export function describeHost(
  host: HostStatus,
  enrolled: FoldedHost | undefined,
  { at }: Pick<ClusterStatus, "at">,
  look: Look,
): readonly string[] {
  const nowMs = Date.parse(at);
  const { etcd, clock, lastLost, lastHeardMs } = host;
  const facts = enrolled?.facts;
  const heard = lastHeardMs === undefined ? "" : `, heard ${age(lastHeardMs)} ago`;
  return [
    ...block(
      `host ${host.name}`,
      [
        ["agent", `${host.agent}${heard}, version ${host.agentVersion ?? "<unknown>"}`],
        ["address", host.address ?? ""],
        ["enrolled", `${host.enrolledAt} (${age(nowMs - Date.parse(host.enrolledAt))} ago)`],
        ["last lost", lastLost ? `${lastLost.at}: ${lastLost.reason}` : ""],
        ["kubernetes", host.kubernetes ?? "<unknown>"],
        ["virtual IP", host.vipHeld ? "held" : "-"],
        ["etcd", etcd ? etcdText(etcd) : "-"],
        [
          "clock",
          clock ? `${clock.offsetMs.toFixed(1)} ms ±${clock.errorMs.toFixed(1)} against the coordinator's` : "",
        ],
        ["load", host.load1 === undefined ? "" : host.load1.toFixed(2)],
        ["memory", room(host.memory)],
        ["disk", room(host.disk)],
        ["units", host.units.map(({ name, state }) => `${name} ${state}`)],
      ],
      look,
    ),
    ...(facts
      ? block(
          "as it was when it enrolled",
          [
            ["system", `${facts.os.name}, Linux ${facts.os.kernel}, ${facts.os.arch}`],
            ["machine", `${facts.cpus} CPUs, ${facts.memoryMiB} MiB, packages by ${facts.packageManager}`],
            ["interfaces", facts.interfaces.map(({ name, addresses }) => `${name} ${addresses.join(" ")}`)],
          ],
          look,
        )
      : []),
  ];
}

function etcdText({
  healthy,
  leader,
  memberId,
  clusterId,
  databaseBytes,
  problem,
}: NonNullable<HostStatus["etcd"]>): string {
  const who = `member ${memberId || "<unknown>"} of cluster ${clusterId || "<unknown>"}`;
  if (!healthy) return `unhealthy: ${problem}; ${who}`;
  return `${leader ? "leader" : "follower"}, ${who}, ${(databaseBytes / 1e6).toFixed(1)} MB`;
}

/** One run: what it was to do, how it went, and which checks were excepted for it. */
export function describeRun(run: FoldedRun, state: string, look: Look): readonly string[] {
  const { plan, finished, ignoredChecks, checks } = run;
  const failed = [...run.steps].filter(({ finished: end }) => end && ["failed", "lost"].includes(end.outcome));
  const failure = finished?.failure;
  return block(
    `run ${run.run}`,
    [
      [
        "purpose",
        `${plan.purpose ?? "bootstrap"} of cluster ${plan.cluster}${plan.until ? `, up to ${plan.until}` : ""}`,
      ],
      ["plan", plan.hash.slice(0, 8)],
      ["by", run.by],
      ["started", run.startedAt],
      ["state", finished ? `${finished.outcome} after ${took(finished.durationMs)} at ${finished.at}` : state],
      ["hosts", plan.hosts.join(", ")],
      ["ignored", ignoredChecks.length > 0 ? `checks ${ignoredChecks.join(", ")}` : ""],
      ["phases", plan.phases.filter(({ steps }) => steps.length > 0).map((phase) => phaseText(phase, run))],
      [
        "checks",
        checks
          .filter(({ severity }) => severity !== "ok")
          .map(({ id, severity, detail }) => `${severity} ${id}: ${detail}`),
      ],
      ["failed", failed.map(({ step, finished: end }) => `${step.id}: ${end?.failure?.code ?? end?.outcome}`)],
      ["cause", failure ? `${failure.code}: ${failure.message}` : ""],
      ["way out", failure?.hint ?? ""],
    ],
    look,
  );
}

function phaseText({ name, steps }: FoldedRun["plan"]["phases"][number], run: FoldedRun): string {
  const outcomes = steps.map(({ id }) => run.steps.get(id)?.finished?.outcome ?? "waiting");
  const words = [...new Set(outcomes)].map((word) => `${outcomes.filter((each) => each === word).length} ${word}`);
  return `${name}: ${words.join(", ")}`;
}

/** One step: why it ran, what it found, how it ended and what shows it. */
export function describeStep(
  { step, state, attempt, finished, certificates }: FoldedStep,
  look: Look,
): readonly string[] {
  const failure = finished?.failure;
  return block(
    `step ${step.id}`,
    [
      ["title", step.title],
      ["kind", step.kind],
      ["host", step.host],
      ["state", finished ? `${finished.outcome} in ${took(finished.durationMs)} at ${finished.at}` : state],
      ["attempt", String(attempt)],
      ["limit", took(step.timeoutMs)],
      ["needs", step.needs],
      [
        "found",
        (finished?.drift ?? []).map(({ what, have, want }) => `${what}: ${have || "nothing"} -> ${want || "nothing"}`),
      ],
      [
        "certificates",
        certificates.map(({ role, serial, notAfter }) => `${role}, serial ${serial}, until ${notAfter}`),
      ],
      ["undone", finished?.undone ?? []],
      ["cause", failure ? `${failure.code}: ${failure.message}` : ""],
      ["evidence", (failure?.evidence ?? []).map(logLine)],
      ["way out", failure?.hint ?? ""],
    ],
    look,
  );
}
