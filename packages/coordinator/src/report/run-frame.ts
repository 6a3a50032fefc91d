import { evidenceIn } from "@quorate/shared/texts/sentence-in";
import { clockTime, shortTime } from "./duration.ts";
import { clip, oneLine, padEnd, widthOf } from "./line.ts";
import { type Look, paint, symbols } from "./look.ts";
import { phaseTable } from "./phase-table.ts";
import type { RunProgress } from "./run-progress.ts";
import { activityOf, type HostActivity } from "./waiting.ts";
import { runWords } from "./words/run-words.ts";

export function runHeader({ run, plan, steps }: RunProgress, look: Look): string {
  const dot = ` ${symbols(look).dot} `;
  const words = runWords[look.language];
  return [
    `${words.run} ${paint(look, "strong", run)}`,
    words.cluster(plan.cluster, plan.purpose === "reset"),
    words.plan(plan.hash.slice(0, 8)),
    words.size(steps.size, plan.hosts.length),
  ].join(dot);
}

const wantedTail = 3;

/** What a run looks like at this moment, for a terminal that draws it over itself; never more than `rows` lines. */
export function runFrame(
  progress: RunProgress,
  nowMs: number,
  look: Look,
  rows: number,
  foot: string,
): readonly string[] {
  const whole = (most?: number) => [runHeader(progress, look), ...phaseTable(progress, nowMs, look, most)];
  if (progress.finished) return whole().slice(0, Math.max(1, rows));
  // The header, the titles and the footer; below the phases a line for each host, and a few of output.
  const head = whole(Math.max(1, rows - 3 - progress.plan.hosts.length - wantedTail));
  const last = footer(progress, nowMs, look, foot);
  const room = rows - head.length - 1;
  return [...head, ...activities(progress, nowMs, look, room), last].slice(-Math.max(1, rows));
}

function footer(progress: RunProgress, nowMs: number, look: Look, foot: string): string {
  const counted = runWords[look.language].progress(progress.doneSteps, progress.steps.size);
  const done = `${clockTime(nowMs - progress.startedMs)}  ${counted}`;
  return `${done}  ${paint(look, "faint", clip(foot, look.columns - widthOf(done) - 2, look))}`.trimEnd();
}

/** One line per host that works or waits, and the tails of their output as far as there is room. */
function activities(progress: RunProgress, nowMs: number, look: Look, room: number): readonly string[] {
  const all = progress.plan.hosts.flatMap((host) => activityOf(progress, host, look.language) ?? []);
  const width = Math.max(0, ...all.map(({ host }) => widthOf(host)));
  // When there is no room for all, those who work are shown rather than those who wait.
  const first =
    all.length > room ? all.toSorted((a, b) => Number(b.kind === "works") - Number(a.kind === "works")) : all;
  const shown = first.slice(0, Math.max(0, room));
  const tails = shown.map(({ kind, step }) => (kind === "works" ? step.tail : []));
  const shares = fairShares(
    tails.map(({ length }) => length),
    room - shown.length,
  );
  return shown.flatMap((activity, index) => {
    const tail = tails[index] ?? [];
    const lines = tail.slice(tail.length - (shares[index] ?? 0));
    return [
      activityLine(activity, width, nowMs, look),
      ...lines.map((line) => tailLine(evidenceIn(look.language, line), look)),
    ];
  });
}

/** How much each gets of what there is: one line for everybody who has one, then a second, and so on. */
function fairShares(wishes: readonly number[], room: number): readonly number[] {
  const shares = wishes.map(() => 0);
  let left = room;
  for (let round = 1; round <= Math.max(0, ...wishes); round++) {
    for (const [index, wish] of wishes.entries()) {
      if (wish < round || left <= 0) continue;
      shares[index] = round;
      left -= 1;
    }
  }
  return shares;
}

function activityLine({ host, step, kind, text }: HostActivity, width: number, nowMs: number, look: Look): string {
  const draw = symbols(look);
  const [symbol, tone] =
    kind === "works"
      ? ([draw.busy, "busy"] as const)
      : kind === "waits"
        ? ([draw.waiting, "faint"] as const)
        : ([draw.failed, "warn"] as const);
  const time = kind === "works" && step.startedMs !== undefined ? shortTime(nowMs - step.startedMs) : "";
  const room = look.columns - width - 4 - widthOf(time) - 2;
  const said = clip(oneLine(text), room, look);
  return `${paint(look, tone, symbol)} ${padEnd(host, width)}  ${padEnd(said, room)}  ${time}`.trimEnd();
}

const tailLine = (line: string, look: Look): string =>
  paint(look, "faint", `    ${clip(line, look.columns - 4, look)}`);
