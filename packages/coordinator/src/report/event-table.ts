import type { ClusterEvent, EventRecord, EventType } from "@quorate/shared/events";
import type { Failure } from "@quorate/shared/step/outcome";
import { took } from "./duration.ts";
import { clip, oneLine, padEnd, padStart } from "./line.ts";
import type { Look } from "./look.ts";

type Told<T extends EventType> = (
  event: Extract<ClusterEvent, { type: T }>,
) => readonly [subject: string, detail: string];

const cause = (failure: Failure | undefined): string => (failure ? `${failure.code}: ${failure.message}` : "");

/** Each event in a few words: what it is about, and what happened to it. */
const tellers: { readonly [T in EventType]: Told<T> } = {
  "coordinator.started": ({ version, epoch }) => ["coordinator", `version ${version}, epoch ${epoch}`],
  "token.created": ({ host, address, expiresAt, by }) => [
    host,
    `for ${address || "any address"}, until ${expiresAt}, by ${by}`,
  ],
  "host.enrolled": ({ host, facts }) => [host, `${facts.os.name}, ${facts.cpus} CPUs, ${facts.memoryMiB} MiB`],
  "host.certified": ({ host, way, serial, notAfter }) => [
    host,
    `${way === "stream" ? "new key" : "new key after its certificate expired"}, serial ${serial}, until ${notAfter}`,
  ],
  "host.rekeyed": ({ host, spkiSha256 }) => [host, `has its new key ${spkiSha256.slice(0, 12)}`],
  "host.revoked": ({ host, by }) => [host, `by ${by}`],
  "host.refused": ({ host, code, reason, from }) => [host, `${code}: ${reason} (from ${from})`],
  "host.connected": ({ host, agentVersion }) => [host, `agent ${agentVersion}`],
  "host.lost": ({ host, reason }) => [host, reason],
  "run.started": ({ run, plan, by }) => [
    run,
    `${plan.purpose ?? "bootstrap"} of cluster ${plan.cluster}, plan ${plan.hash.slice(0, 8)}, by ${by}`,
  ],
  "run.resumed": ({ run, by }) => [run, `by ${by}`],
  "run.aborted": ({ run, by }) => [run, `by ${by}`],
  "run.checked": ({ run, checks }) => [run, checks.map(({ id, severity }) => `${id} ${severity}`).join(", ")],
  "lease.granted": ({ step, attempt }) => [step, attempt > 1 ? `attempt ${attempt}` : ""],
  "step.output": ({ step, lines }) => [step, lines.at(-1) ?? ""],
  "step.mark": ({ step, mark }) => [step, mark.name],
  "step.finished": ({ step, outcome, durationMs, failure }) => [
    step,
    [outcome, `in ${took(durationMs)}`, cause(failure)].filter((part) => part !== "").join(" "),
  ],
  "certificate.issued": ({ step, role, serial, notAfter }) => [step, `${role}, serial ${serial}, until ${notAfter}`],
  "kubeconfig.issued": ({ user, organization, serial, notAfter, by }) => [
    user,
    `${organization}, serial ${serial}, until ${notAfter}, by ${by}`,
  ],
  "barrier.armed": ({ barrier, hosts }) => [barrier, hosts.join(", ")],
  "barrier.fired": ({ barrier, host }) => [barrier, host],
  "barrier.finished": ({ barrier, result, failure }) => [
    barrier,
    [result.outcome, result.skewMs === undefined ? "" : `skew ${Math.round(result.skewMs)} ms`, cause(failure)]
      .filter((part) => part !== "")
      .join(", "),
  ],
  "assertion.judged": ({ assertion, holds, failure }) => [assertion, holds ? "holds" : cause(failure)],
  "run.finished": ({ run, outcome, durationMs, failure }) => [
    run,
    [`${outcome} in ${took(durationMs)}`, cause(failure)].filter((part) => part !== "").join(": "),
  ],
};

/** A terminal below this width gets seconds and no columns after the event's type. */
const roomy = 120;
const seqWidth = 5;
const typeWidth = 19;
const subjectWidth = 34;

export function eventTitles(look: Look, terminal: boolean): string {
  return narrow(look, terminal)
    ? eventColumns("SEQ", padEnd("TIME", 8), "EVENT", "SUBJECT, DETAIL")
    : eventColumns("SEQ", padEnd("TIME", 12), "EVENT", `${padEnd("SUBJECT", subjectWidth)}  DETAIL`);
}

/** What an event is about, and what happened to it, each on one line. */
export function eventWords(event: ClusterEvent): readonly [subject: string, detail: string] {
  // An event of a newer version than this one is named, and no more is known of it.
  const teller = Object.hasOwn(tellers, event.type) ? (tellers[event.type] as Told<EventType>) : undefined;
  const [subject = "", detail = ""] = (teller?.(event) ?? []).map(oneLine);
  return [subject, detail];
}

/** Fixed columns, because events come one by one; cut to the line only for a terminal. */
export function eventLine({ seq, at, event }: EventRecord, look: Look, terminal: boolean): string {
  const [subject, detail] = eventWords(event);
  const small = narrow(look, terminal);
  const about = `${padEnd(subject, small ? 0 : subjectWidth)}  ${detail}`.trimEnd();
  const line = eventColumns(String(seq), at.slice(11, small ? 19 : 23), oneLine(event.type), about);
  return terminal ? clip(line, look.columns, look) : line;
}

const narrow = (look: Look, terminal: boolean): boolean => terminal && look.columns < roomy;

function eventColumns(seq: string, time: string, type: string, about: string): string {
  return `${padStart(seq, seqWidth)}  ${time}  ${padEnd(type, typeWidth)}  ${about}`.trimEnd();
}
