import type { BarrierMark, BarrierResult } from "@quorate/shared/events";
import type { Barrier } from "@quorate/shared/plan";
import { type Look, paint, symbols } from "./look.ts";
import { columns, table } from "./table.ts";

interface Moment {
  readonly name: string;
  readonly title: string;
  readonly words: string;
}

/** In the order in which they happen to a member: the first is the coordinator's, the others are the agent's. */
const moments: readonly Moment[] = [
  { name: "command-sent", title: "SENT", words: "command sent" },
  { name: "commanded", title: "RECEIVED", words: "command received" },
  { name: "started", title: "STARTED", words: "process started" },
  { name: "port-open", title: "PORT-OPEN", words: "port open" },
  { name: "quorum", title: "QUORUM", words: "quorum" },
  { name: "ready", title: "READY", words: "ready" },
];

/** "port-open" as people say it; a name that is not known stays as it is. */
export const momentWords = (mark: string): string => moments.find(({ name }) => name === mark)?.words ?? mark;

/**
 * What happened to each member inside the window, milliseconds since the first command, all on the coordinator's clock.
 * Empty when the members told no moments of their own.
 */
export function startWindow(barrier: Barrier, result: BarrierResult, look: Look): readonly string[] {
  const told = result.marks.filter(({ name }) => name !== "command-sent");
  if (told.length === 0) return [];
  const names = [...new Set([...moments.map(({ name }) => name), ...told.map(({ name }) => name)])];
  const seen = names.filter((name) => result.marks.some((mark) => mark.name === name));
  const titles = seen.map((name) => moments.find((known) => known.name === name)?.title ?? name.toUpperCase());
  const hosts = [...new Set(result.marks.map(({ host }) => host))];
  const rows = hosts.map((host) => {
    const own = result.marks.filter((mark) => mark.host === host);
    return [host, ...seen.map((name) => momentText(own, name)), errorText(own, look)];
  });
  const head = table(columns("MEMBER", ...titles.map((title) => `${title}>`), "ERROR>"), rows);
  return [
    paint(look, "strong", barrier.title),
    ...[
      ...head,
      verdict(barrier, result, hosts.length),
      "times: ms since the first command, on the coordinator's clock",
    ].map((line) => `  ${line}`),
  ];
}

function verdict(barrier: Barrier, { outcome, skewMs, marks }: BarrierResult, members: number): string {
  const last = Math.max(...marks.map(({ atMs }) => atMs));
  const skew = skewMs === undefined ? "" : `; skew of the starts ${whole(skewMs)} ms`;
  return outcome === "done"
    ? `all ${members} done after ${whole(last)} ms${skew}`
    : `${barrier.undo ? "canceled and undone" : "canceled"}${skew}`;
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
