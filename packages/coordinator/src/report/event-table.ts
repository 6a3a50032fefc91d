import type { ClusterEvent, EventRecord, EventType } from "@quorate/shared/events";
import type { Language } from "@quorate/shared/language";
import type { Failure } from "@quorate/shared/step/outcome";
import { evidenceIn, sentenceIn } from "@quorate/shared/texts/sentence-in";
import { took } from "./duration.ts";
import { clip, oneLine, padEnd, padStart } from "./line.ts";
import type { Look } from "./look.ts";
import { titleIn } from "./words/column-words.ts";
import { eventPhrases } from "./words/describe-words.ts";
import { stateIn } from "./words/state-words.ts";

type Told<T extends EventType> = (
  event: Extract<ClusterEvent, { type: T }>,
  words: (typeof eventPhrases)[Language],
  language: Language,
) => readonly [subject: string, detail: string];

const cause = (failure: Failure | undefined, language: Language): string =>
  failure ? `${failure.code}: ${sentenceIn(language, failure.message)}` : "";

/** Each event in a few words: what it is about, and what happened to it. */
const tellers: { readonly [T in EventType]: Told<T> } = {
  "coordinator.started": ({ version, epoch }, words) => ["coordinator", words.coordinator(version, String(epoch))],
  "token.created": ({ host, address, expiresAt, by }, words) => [host, words.token(address, expiresAt, by)],
  "host.enrolled": ({ host, facts }, words) => [host, words.facts(facts.os.name, facts.cpus, facts.memoryMiB)],
  "host.certified": ({ host, way, serial, notAfter }, words) => [
    host,
    words.newKey(way !== "stream", serial, notAfter),
  ],
  "host.rekeyed": ({ host, spkiSha256 }, words) => [host, words.hasKey(spkiSha256.slice(0, 12))],
  "host.revoked": ({ host, by }, words) => [host, words.by(by)],
  "host.refused": ({ host, code, reason, from }, words, language) => [
    host,
    words.refused(code, sentenceIn(language, reason), from),
  ],
  "host.connected": ({ host, agentVersion }) => [host, `agent ${agentVersion}`],
  "host.lost": ({ host, reason }, _, language) => [host, sentenceIn(language, reason)],
  "run.started": ({ run, plan, by }, words, language) => [
    run,
    words.run(stateIn(language, plan.purpose ?? "bootstrap"), plan.cluster, plan.hash.slice(0, 8), by),
  ],
  "run.resumed": ({ run, by }, words) => [run, words.by(by)],
  "run.aborted": ({ run, by }, words) => [run, words.by(by)],
  "run.checked": ({ run, checks }) => [run, checks.map(({ id, severity }) => `${id} ${severity}`).join(", ")],
  "lease.granted": ({ step, attempt }, words) => [step, attempt > 1 ? words.attempt(attempt) : ""],
  "step.output": ({ step, lines }, _, language) => [step, evidenceIn(language, lines.at(-1) ?? "")],
  "step.mark": ({ step, mark }) => [step, mark.name],
  "step.finished": ({ step, outcome, durationMs, failure }, words, language) => [
    step,
    [stateIn(language, outcome), words.took(took(durationMs)), cause(failure, language)]
      .filter((part) => part !== "")
      .join(" "),
  ],
  "certificate.issued": ({ step, role, serial, notAfter }, words) => [step, words.certificate(role, serial, notAfter)],
  "kubeconfig.issued": ({ user, organization, serial, notAfter, by }, words) => [
    user,
    `${words.certificate(organization, serial, notAfter)}, ${words.by(by)}`,
  ],
  "barrier.armed": ({ barrier, hosts }) => [barrier, hosts.join(", ")],
  "barrier.fired": ({ barrier, host }) => [barrier, host],
  "barrier.finished": ({ barrier, result, failure }, words, language) => [
    barrier,
    [
      stateIn(language, result.outcome),
      result.skewMs === undefined ? "" : words.skew(Math.round(result.skewMs)),
      cause(failure, language),
    ]
      .filter((part) => part !== "")
      .join(", "),
  ],
  "assertion.judged": ({ assertion, holds, failure }, words, language) => [
    assertion,
    holds ? words.holds : cause(failure, language),
  ],
  "run.finished": ({ run, outcome, durationMs, failure }, words, language) => [
    run,
    [`${stateIn(language, outcome)} ${words.took(took(durationMs))}`, cause(failure, language)]
      .filter((part) => part !== "")
      .join(": "),
  ],
};

/** A terminal below this width gets seconds and no columns after the event's type. */
const roomy = 120;
const seqWidth = 5;
const typeWidth = 19;
const subjectWidth = 34;

export function eventTitles(look: Look, terminal: boolean): string {
  const [seq = "", time = "", event = "", subject = "", detail = ""] = [
    "SEQ",
    "TIME",
    "EVENT",
    "SUBJECT",
    "DETAIL",
  ].map((title) => titleIn(look.language, title));
  return narrow(look, terminal)
    ? eventColumns(seq, padEnd(time, 8), event, eventPhrases[look.language].titles)
    : eventColumns(seq, padEnd(time, 12), event, `${padEnd(subject, subjectWidth)}  ${detail}`);
}

/** What an event is about, and what happened to it, each on one line. */
export function eventWords(event: ClusterEvent, language: Language): readonly [subject: string, detail: string] {
  // An event of a newer version than this one is named, and no more is known of it.
  const teller = Object.hasOwn(tellers, event.type) ? (tellers[event.type] as Told<EventType>) : undefined;
  const [subject = "", detail = ""] = (teller?.(event, eventPhrases[language], language) ?? []).map(oneLine);
  return [subject, detail];
}

/** Fixed columns, because events come one by one; cut to the line only for a terminal. */
export function eventLine({ seq, at, event }: EventRecord, look: Look, terminal: boolean): string {
  const [subject, detail] = eventWords(event, look.language);
  const small = narrow(look, terminal);
  const about = `${padEnd(subject, small ? 0 : subjectWidth)}  ${detail}`.trimEnd();
  const line = eventColumns(String(seq), at.slice(11, small ? 19 : 23), oneLine(event.type), about);
  return terminal ? clip(line, look.columns, look) : line;
}

const narrow = (look: Look, terminal: boolean): boolean => terminal && look.columns < roomy;

function eventColumns(seq: string, time: string, type: string, about: string): string {
  return `${padStart(seq, seqWidth)}  ${time}  ${padEnd(type, typeWidth)}  ${about}`.trimEnd();
}
