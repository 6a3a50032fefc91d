import type { HostId } from "@quorate/shared/ids";
import type { Phase } from "@quorate/shared/plan";
import { shortTime } from "./duration.ts";
import { widthOf } from "./line.ts";
import { type Look, paint, symbols, type Tone } from "./look.ts";
import { noticesOf } from "./notices.ts";
import { isDone, isUnderWay, type RunProgress, type StepProgress } from "./run-progress.ts";
import { type Column, columns, table } from "./table.ts";
import { titleIn } from "./words/column-words.ts";
import { runWords } from "./words/run-words.ts";

interface Cell {
  readonly tone: Tone;
  readonly symbol: string;
  readonly text: string;
}

interface Drawing {
  readonly progress: RunProgress;
  readonly nowMs: number;
  readonly look: Look;
  /** Checks that were not simply good, by host. */
  readonly warnings: ReadonlyMap<string, number>;
}

/**
 * Phases down, hosts across; with more hosts than fit, one column that counts them. With more phases than `most`, the
 * first ones that are done share a line: what they were is over, and what hosts do now needs the room.
 */
export function phaseTable(
  progress: RunProgress,
  nowMs: number,
  look: Look,
  most = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { hosts } = progress.plan;
  const warnings = new Map(
    [...Map.groupBy(noticesOf(progress), ({ host }) => host)].map(([host, all]) => [host, all.length]),
  );
  const drawing: Drawing = { progress, nowMs, look, warnings };
  const wide = phaseRows(
    drawing,
    hosts.map((host) => [host]),
    hosts,
  );
  const fits = wide.every((line) => widthOf(line) <= look.columns);
  return folded(
    drawing,
    fits ? wide : phaseRows(drawing, [hosts], [runWords[look.language].hosts(hosts.length)]),
    most,
  );
}

const shownPhases = ({ plan }: RunProgress): readonly Phase[] => plan.phases.filter(({ steps }) => steps.length > 0);

function folded({ progress, look }: Drawing, lines: readonly string[], most: number): readonly string[] {
  const phases = shownPhases(progress);
  const open = phases.findIndex(({ name }) => phaseSteps(progress, { name }, progress.plan.hosts).some(isOpen));
  const over = Math.min(phases.length - most + 1, open < 0 ? phases.length : open);
  if (phases.length <= most || over < 2) return lines;
  const [head = "", ...rows] = lines;
  return [
    head,
    paint(look, "good", `${symbols(look).done} ${runWords[look.language].phasesDone(over)}`),
    ...rows.slice(over),
  ];
}

const isOpen = ({ state }: StepProgress): boolean => !isDone(state);

function phaseRows(
  drawing: Drawing,
  groups: readonly (readonly HostId[])[],
  titles: readonly string[],
): readonly string[] {
  const { progress, nowMs, look } = drawing;
  const rows = progress.plan.phases
    .filter(({ steps }) => steps.length > 0)
    .map((phase) => {
      const all = phaseSteps(progress, phase, progress.plan.hosts);
      const cells = groups.map((hosts) => cell(drawing, phaseSteps(progress, phase, hosts)));
      const mark = cell(drawing, all);
      return [
        `${paint(look, mark.tone, mark.symbol)} ${phase.name}`,
        ...cells.map(({ tone, symbol, text }) => paint(look, tone, `${symbol} ${text}`.trimEnd())),
        phaseTime(all, nowMs),
      ];
    });
  const [head = "", ...lines] = table(phaseColumns(titles, look), rows);
  return [paint(look, "strong", head), ...lines];
}

function phaseColumns(titles: readonly string[], { language }: Look): readonly Column[] {
  const [phase = "", time = ""] = [titleIn(language, "PHASE"), titleIn(language, "TIME")];
  return columns(`  ${phase}`, ...titles, `${time}>`);
}

function phaseSteps(
  progress: RunProgress,
  phase: Pick<Phase, "name">,
  hosts: readonly HostId[],
): readonly StepProgress[] {
  return hosts.flatMap((host) => progress.stepsOf(host, phase.name));
}

function cell(drawing: Drawing, steps: readonly StepProgress[]): Cell {
  const { look } = drawing;
  const draw = symbols(look);
  const words = runWords[look.language].cell;
  const count = (state: StepProgress["state"]): number => steps.filter((step) => step.state === state).length;
  const done = steps.filter(({ state }) => isDone(state)).length;
  if (steps.length === 0) return { tone: "faint", symbol: draw.waiting, text: "" };
  if (count("failed") > 0) return { tone: "bad", symbol: draw.failed, text: words.failed };
  if (count("lost") > 0) return { tone: "bad", symbol: draw.failed, text: words.lost };
  if (count("canceled") > 0)
    return { tone: "warn", symbol: draw.retry, text: undone(steps) ? words.undone : words.canceled };
  if (done === steps.length) return doneCell(drawing, steps);
  return openCell(drawing, steps, done);
}

const undone = (steps: readonly StepProgress[]): boolean => steps.some((step) => step.undone.length > 0);

function doneCell({ look, warnings }: Drawing, steps: readonly StepProgress[]): Cell {
  const words = runWords[look.language].cell;
  const warned =
    steps[0]?.phase === "preflight" ? warningsOn(warnings, new Set(steps.map(({ step }) => step.host))) : 0;
  if (warned > 0) return { tone: "warn", symbol: "!", text: words.warnings(warned) };
  const changed = steps.filter(({ state }) => state === "changed").length;
  return { tone: "good", symbol: symbols(look).done, text: changed > 0 ? words.changed(changed) : words.ok };
}

function warningsOn(warnings: Drawing["warnings"], hosts: ReadonlySet<string>): number {
  return [...hosts].reduce((sum, host) => sum + (warnings.get(host) ?? 0), 0);
}

function openCell({ progress, look }: Drawing, steps: readonly StepProgress[], done: number): Cell {
  const draw = symbols(look);
  const words = runWords[look.language].cell;
  const busy = steps.filter(({ state }) => isUnderWay(state));
  const counted = `${done}/${steps.length}`;
  if (progress.finished) return { tone: "faint", symbol: draw.waiting, text: done > 0 ? counted : words.notRun };
  if (busy.length === 0) return { tone: "faint", symbol: draw.waiting, text: done > 0 ? counted : "" };
  if (busy.some(({ state }) => state === "retrying")) return { tone: "warn", symbol: draw.retry, text: words.retrying };
  if (busy.some(({ state }) => state === "fired")) return { tone: "busy", symbol: draw.busy, text: words.started };
  if (busy.every(({ state }) => state === "armed")) return { tone: "busy", symbol: draw.armed, text: words.armed };
  return { tone: "busy", symbol: draw.busy, text: counted };
}

/** From the first lease of the phase to its last result. */
function phaseTime(steps: readonly StepProgress[], nowMs: number): string {
  const starts = steps.flatMap(({ startedMs }) => startedMs ?? []);
  if (starts.length === 0) return "";
  const busy = steps.some(({ state }) => isUnderWay(state));
  const ends = steps.flatMap(({ endedMs }) => endedMs ?? []);
  return shortTime((busy ? nowMs : Math.max(...ends, ...starts)) - Math.min(...starts));
}
