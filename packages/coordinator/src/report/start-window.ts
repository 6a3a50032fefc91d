import type { BarrierMark, BarrierResult } from "@quorate/shared/events";
import type { Language } from "@quorate/shared/language";
import type { Barrier } from "@quorate/shared/plan";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";
import { type Title, titleIn } from "./words/column-words.ts";
import { windowWords } from "./words/run-words.ts";
import { titleWords } from "./words/step-titles.ts";

/** In the order in which they happen to a member: the first is the coordinator's, the others are the agent's. */
const titles: Readonly<Record<string, Title>> = {
  "command-sent": "SENT",
  commanded: "RECEIVED",
  started: "STARTED",
  "port-open": "PORT-OPEN",
  quorum: "QUORUM",
  ready: "READY",
};

/** "port-open" as people say it; a name that is not known stays as it is. */
export function momentWords(mark: string, language: Language): string {
  const { moments } = windowWords[language];
  const words: Readonly<Record<string, string>> = moments;
  return Object.hasOwn(moments, mark) ? (words[mark] ?? mark) : mark;
}

/**
 * What happened to each member inside the window, milliseconds since the first command, all on the coordinator's clock.
 * Empty when the members told no moments of their own.
 */
export function startWindow(barrier: Barrier, result: BarrierResult, look: Look): readonly string[] {
  const told = result.marks.filter(({ name }) => name !== "command-sent");
  if (told.length === 0) return [];
  const names = [...new Set([...Object.keys(titles), ...told.map(({ name }) => name)])];
  const seen = names.filter((name) => result.marks.some((mark) => mark.name === name));
  const heads = seen.map((name) => titleIn(look.language, titles[name] ?? name.toUpperCase()));
  const hosts = [...new Set(result.marks.map(({ host }) => host))];
  const rows = hosts.map((host) => {
    const own = result.marks.filter((mark) => mark.host === host);
    return [host, ...seen.map((name) => momentText(own, name)), errorText(own, look)];
  });
  const head = table(
    columns(
      titleIn(look.language, "MEMBER"),
      ...heads.map((title) => `${title}>`),
      `${titleIn(look.language, "ERROR")}>`,
    ),
    rows,
  );
  return [
    paint(look, "strong", titleWords(look.language, barrier.title)),
    ...[...head, verdict(barrier, result, hosts.length, look), windowWords[look.language].times].map(
      (line) => `  ${line}`,
    ),
  ];
}

function verdict(
  barrier: Barrier,
  { outcome, skewMs, marks }: BarrierResult,
  members: number,
  { language }: Look,
): string {
  const words = windowWords[language];
  const last = Math.max(...marks.map(({ atMs }) => atMs));
  const skew = skewMs === undefined ? "" : words.skew(whole(skewMs));
  if (outcome === "done") return `${words.allDone(members, whole(last))}${skew}`;
  return `${barrier.undo ? words.undone : words.canceled}${skew}`;
}

function momentText(marks: readonly BarrierMark[], name: string): string {
  const mark = marks.find((each) => each.name === name);
  return mark ? whole(mark.atMs) : "-";
}

const whole = (ms: number): string => String(Math.round(ms));

function errorText(marks: readonly BarrierMark[], look: Look): string {
  const error = Math.max(...marks.map(({ errorMs }) => errorMs));
  return `${symbols(look).plusMinus}${error.toFixed(1)}`;
}
