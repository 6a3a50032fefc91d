import type { HostId } from "@quorate/shared/ids";
import { type Markup, markup } from "../markup.ts";
import type { Attempt, BarrierStory, RunStory } from "../story/run-story.ts";
import type { Words } from "../words/words.ts";
import { type Interval, packed, rowCount } from "./lanes.ts";
import { fit, round, Scale, span, textWidth } from "./measure.ts";
import { asTable, dataTable, picture } from "./picture.ts";

const width = 1_120;
const left = 118;
const right = 12;
const row = 17;
const bar = 13;
const lanePad = 8;
const top = 20;

/** More lanes are no picture any more, and a page is drawn again and again while a run goes on. */
const mostLanes = 24;

interface Bar extends Interval {
  readonly attempt: Attempt;
  readonly critical: boolean;
  /** A later attempt followed. */
  readonly again: boolean;
  readonly label: string;
}

interface Lane {
  readonly host: string;
  readonly rows: readonly (readonly [Bar, number])[];
  readonly y: number;
  readonly height: number;
}

/** Lanes are hosts, bars are attempts of steps, vertical lines are barriers; the critical path has bold frames. */
export function drawTimeline(story: RunStory, nowMs: number, words: Words): Markup {
  const bars = barsOf(story, nowMs);
  if (bars.length === 0) return markup`<p>${words.timeline.nothing}</p>`;
  const { startedMs } = story.progress;
  const end = story.finishedMs ?? nowMs;
  const scale = new Scale([startedMs, end], left, width - left - right);
  const phases = packed(phasesOf(bars, words));
  const phaseRows = rowCount(phases);
  const lanes = lanesOf(story, bars, top + phaseRows * row + 12);
  const foot = lanes.at(-1)?.y ?? top;
  const bottom = foot + (lanes.at(-1)?.height ?? 0);
  const content = [
    hatches,
    axis(new Scale([0, end - startedMs], left, width - left - right), bottom),
    phases.map(([phase, at]) => phaseBar(phase, top + at * row, scale)),
    story.barriers.map((barrier) => barrierLine(barrier, scale, top + phaseRows * row + 4, bottom)),
    chain(lanes, scale),
    lanes.map((lane) => drawLane(lane, scale)),
  ];
  const retries = bars.filter(({ again }) => again).length;
  const hosts = story.progress.plan.hosts.length;
  const summary = words.timeline.summary(hosts, story.attempts.length, span(end - startedMs), retries);
  return picture({ id: "timeline", width, height: bottom + 22, summary, content });
}

export function timelineTable(story: RunStory, nowMs: number, words: Words): Markup {
  const { columns } = words;
  const titles = [
    ...[columns.step, columns.host, columns.phase].map((title) => ({ title })),
    ...[columns.attempt, columns.start, columns.took].map((title) => ({ title, number: true as const })),
    ...[columns.outcome, columns.critical].map((title) => ({ title })),
  ];
  const rows = barsOf(story, nowMs).map(({ attempt, critical, startMs }) => [
    ...[attempt.step.title, attempt.step.host, phaseName(attempt.phase, words)],
    ...[attempt.attempt, `+${span(startMs - story.progress.startedMs)}`],
    attempt.tookMs === undefined ? "–" : span(attempt.tookMs),
    ...[words.step[attempt.state], critical ? words.yes : "–"],
  ]);
  return asTable("timeline", words.asTable, words.sections.timeline, dataTable(words.sections.timeline, titles, rows));
}

/** How many hosts have no lane. */
export const undrawnHosts = ({ progress }: RunStory): number => Math.max(0, progress.plan.hosts.length - mostLanes);

/** What the colours, frames and lines mean. */
export function timelineLegend(story: RunStory, nowMs: number, words: Words): Markup {
  const states = ["changed", "unchanged", "running", "failed", "canceled"] as const;
  const swatch = (kind: string) =>
    markup`<svg class="swatch picture" width="22" height="13" aria-hidden="true"><rect class="bar ${kind}" x="1.5" y="1.5" width="19" height="10" rx="2"/></svg>`;
  const line = markup`<svg class="swatch picture" width="22" height="13" aria-hidden="true"><path class="barrier" d="M11 0 V13"/></svg>`;
  return markup`<ul class="legend" aria-label="${words.timeline.legend}">${states.map(
    (state) => markup`<li>${swatch(state)} ${words.step[state]}</li>`,
  )}<li>${swatch("again")} ${words.timeline.retry}</li><li>${swatch("changed critical")} ${words.timeline.criticalPath(
    span(story.criticalPath(nowMs).ms),
  )}</li><li>${line} ${words.timeline.barrier}</li></ul>`;
}

export const phaseName = (phase: string, words: Words): string =>
  Object.hasOwn(words.phases, phase) ? (words.phases[phase] ?? phase) : phase;

function barsOf(story: RunStory, nowMs: number): readonly Bar[] {
  const chainSteps = new Set(story.criticalPath(nowMs).steps);
  const hosts = new Set(drawnHosts(story, chainSteps));
  return story.attempts
    .filter(({ step }) => hosts.has(step.host))
    .map((attempt) => ({
      attempt,
      startMs: attempt.startMs,
      endMs: Math.max(attempt.startMs, attempt.endMs ?? nowMs),
      critical: chainSteps.has(attempt.step.id),
      again: attempt.attempt < (story.progress.steps.get(attempt.step.id)?.attempt ?? 0),
      // phase/name/host: the middle is what the step does.
      label: attempt.step.id.split("/").slice(1, -1).join("/"),
    }))
    .toSorted((a, b) => a.startMs - b.startMs);
}

/** All, or those that a reader looks for first: where something failed, and where the critical path goes. */
function drawnHosts({ progress }: RunStory, chainSteps: ReadonlySet<string>): readonly HostId[] {
  const { hosts } = progress.plan;
  if (hosts.length <= mostLanes) return hosts;
  const steps = [...progress.steps.values()];
  const failed = steps.filter(({ state }) => state === "failed" || state === "lost").map(({ step }) => step.host);
  const critical = steps.filter(({ step }) => chainSteps.has(step.id)).map(({ step }) => step.host);
  const chosen = new Set([...new Set([...failed, ...critical, ...hosts])].slice(0, mostLanes));
  return hosts.filter((host) => chosen.has(host));
}

interface PhaseSpan extends Interval {
  readonly name: string;
}

function phasesOf(bars: readonly Bar[], words: Words): readonly PhaseSpan[] {
  return [...Map.groupBy(bars, ({ attempt }) => attempt.phase)].map(([phase, own]) => ({
    name: phaseName(phase, words),
    startMs: Math.min(...own.map(({ startMs }) => startMs)),
    endMs: Math.max(...own.map(({ endMs }) => endMs)),
  }));
}

function lanesOf(story: RunStory, bars: readonly Bar[], firstY: number): readonly Lane[] {
  let y = firstY;
  const drawn = new Set(bars.map(({ attempt }) => attempt.step.host));
  // Of few hosts also the one that has not begun has its lane.
  const { hosts } = story.progress.plan;
  const shown = hosts.length <= mostLanes ? hosts : hosts.filter((host) => drawn.has(host));
  return shown.map((host) => {
    const rows = packed(bars.filter(({ attempt }) => attempt.step.host === host));
    const lane = { host, rows, y, height: rowCount(rows) * row + lanePad };
    y += lane.height;
    return lane;
  });
}

/** Failed attempts that were followed by another, and canceled ones: told apart without colour. */
const hatches = markup`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/><path class="hatch-line" d="M0 0 V6"/></pattern></defs>`;

function axis(scale: Scale, bottom: number): Markup {
  return markup`${scale.ticks(9).map((ms) => {
    const x = scale.at(ms);
    return markup`<path class="grid" d="M${x} ${top} V${bottom}"/><text class="faint small" x="${x}" y="12" text-anchor="${ms === 0 ? "start" : "middle"}">${ms === 0 ? "0" : span(ms)}</text>`;
  })}`;
}

function phaseBar({ name, startMs, endMs }: PhaseSpan, y: number, scale: Scale): Markup {
  const [x1, x2] = [scale.at(startMs), scale.at(endMs)];
  const room = Math.floor((x2 - x1 - 6) / 6.2);
  return markup`<g><title>${name}: ${span(endMs - startMs)}</title><rect class="phase" x="${x1}" y="${y}" width="${round(Math.max(1.5, x2 - x1))}" height="14" rx="2"/>${
    room >= Math.min(5, name.length)
      ? markup`<text class="phase-text small" x="${x1 + 4}" y="${y + 11}">${fit(name, room)}</text>`
      : undefined
  }</g>`;
}

function barrierLine({ barrier, firedMs, endMs }: BarrierStory, scale: Scale, y: number, bottom: number): Markup {
  if (firedMs === undefined) return markup``;
  const [x, x2] = [scale.at(firedMs), scale.at(endMs ?? firedMs)];
  return markup`<g><title>${barrier.title}</title><rect class="window-band" x="${x}" y="${y}" width="${round(Math.max(0, x2 - x))}" height="${bottom - y}"/><path class="barrier" d="M${x} ${y} V${bottom}"/></g>`;
}

function drawLane({ host, rows, y, height }: Lane, scale: Scale): Markup {
  return markup`<g><path class="lane" d="M0 ${y} H${width}"/><text class="name" x="0" y="${y + 16}">${fit(host, 16)}<title>${host}</title></text>${rows.map(
    ([item, at]) => drawBar(item, y + lanePad / 2 + at * row, scale),
  )}<path class="lane" d="M0 ${y + height} H${width}"/></g>`;
}

function drawBar({ attempt, startMs, endMs, critical, again, label }: Bar, y: number, scale: Scale): Markup {
  const x = scale.at(startMs);
  const drawn = round(Math.max(1.5, scale.at(endMs) - x));
  const kind = `bar ${again ? "again" : attempt.state}${critical ? " critical" : ""}`;
  const fits = textWidth(label, 6) + 8 <= drawn;
  return markup`<g><title>${attempt.step.title}: ${span(endMs - startMs)} (${attempt.step.id})</title><rect class="${kind}" x="${x}" y="${y}" width="${drawn}" height="${bar}" rx="2"/>${
    fits ? markup`<text class="bar-text small" x="${x + 4}" y="${y + 10}">${label}</text>` : undefined
  }</g>`;
}

/** From the end of each step of the critical path to the beginning of the next. */
function chain(lanes: readonly Lane[], scale: Scale): Markup {
  const points = lanes
    .flatMap(({ rows, y }) => rows.map(([item, at]) => ({ item, y: y + lanePad / 2 + at * row + bar / 2 })))
    .filter(({ item }) => item.critical)
    .toSorted((a, b) => a.item.startMs - b.item.startMs);
  return markup`${points.slice(1).map(({ item, y }, index) => {
    const before = points[index];
    if (!before) return undefined;
    const x = scale.at(item.startMs);
    return markup`<path class="chain" d="M${Math.min(x, scale.at(before.item.endMs))} ${before.y} L${x} ${y}"/>`;
  })}`;
}
