import type { BarrierMark } from "@quorate/shared/events";
import { type Markup, markup } from "../markup.ts";
import type { BarrierStory } from "../story/run-story.ts";
import type { Words } from "../words/words.ts";
import { fit, Scale, span, textWidth } from "./measure.ts";
import { asTable, dataTable, picture } from "./picture.ts";

/** In the order in which they happen to a member, each with a shape of its own, so that colour is not needed to tell them apart. */
const shapes: Readonly<Record<string, (x: number, y: number) => Markup>> = {
  commanded: (x, y) => markup`<path class="moment commanded" d="M${x} ${y - 6} V${y + 6}"/>`,
  started: (x, y) => markup`<path class="moment started" d="M${x - 5} ${y - 6} L${x + 6} ${y} L${x - 5} ${y + 6} Z"/>`,
  "port-open": (x, y) => markup`<circle class="moment port-open" cx="${x}" cy="${y}" r="5"/>`,
  quorum: (x, y) =>
    markup`<path class="moment quorum" d="M${x} ${y - 7} L${x + 7} ${y} L${x} ${y + 7} L${x - 7} ${y} Z"/>`,
  ready: (x, y) => markup`<path class="moment ready" d="M${x - 6} ${y} L${x - 1} ${y + 5} L${x + 7} ${y - 6}"/>`,
};
const width = 880;
const left = 118;
const right = 24;
const lane = 50;
const top = 34;
const bottom = 62;

interface Member {
  readonly host: string;
  readonly marks: readonly BarrierMark[];
}

/** Where the members of the barrier stand, all on the coordinator's clock. */
export function drawStartWindow(story: BarrierStory, words: Words): Markup {
  const members = membersOf(story);
  const times = story.marks.map(({ atMs }) => atMs);
  const end = Math.max(100, ...times) * 1.04;
  // Room before the first command for "armed", a tenth of the picture.
  const scale = new Scale([-end / 9, end], left, width - left - right);
  const height = top + members.length * lane + bottom;
  const content = [
    axis(scale, members.length, words),
    skewMark(story, scale, words),
    members.map((member, index) => memberLane(member, top + index * lane + 22, scale, words)),
    legend(height - 10, words),
  ];
  return picture({
    id: "window",
    width,
    height,
    summary: words.window.summary(members.length, verdict(story, words)),
    content,
  });
}

/** What the picture shows, in milliseconds. */
export function startWindowTable(story: BarrierStory, words: Words): Markup {
  const names = ["command-sent", "commanded", "started", "port-open", "quorum", "ready"].filter((name) =>
    story.marks.some((mark) => mark.name === name),
  );
  const titles = [
    { title: words.columns.member },
    ...names.map((name) => ({ title: `${words.window.moments[name] ?? name} (ms)`, number: true as const })),
    { title: `${words.columns.error} (ms)`, number: true as const },
  ];
  const rows = membersOf(story).map(({ host, marks }) => [
    host,
    ...names.map((name) => {
      const mark = marks.find((each) => each.name === name);
      return mark ? String(Math.round(mark.atMs)) : "–";
    }),
    `±${Math.max(0, ...marks.map(({ errorMs }) => errorMs)).toFixed(1)}`,
  ]);
  const table = dataTable(words.sections.window, titles, rows);
  return asTable("window", words.asTable, words.sections.window, table);
}

/** Outcome, skew and limit in one line. */
export function verdict({ barrier, result, state }: BarrierStory, words: Words): string {
  const { outcome, skew, limit } = words.window;
  return [
    outcome[result?.outcome ?? "open"],
    ...(result?.skewMs === undefined ? [] : [skew(span(result.skewMs))]),
    ...(state === "waiting" ? [] : [limit(span(barrier.windowMs))]),
  ].join(words.lang === "en" ? ", " : "，");
}

function membersOf({ barrier, marks }: BarrierStory): readonly Member[] {
  const hosts = [...new Set([...marks.map(({ host }) => host as string), ...barrier.steps.map(hostOfStep)])];
  return hosts.map((host) => ({ host, marks: marks.filter((mark) => mark.host === host) }));
}

/** Ids of steps end with the host that they are for. */
const hostOfStep = (id: string): string => id.split("/").at(-1) ?? "";

function axis(scale: Scale, members: number, words: Words): Markup {
  const foot = top + members * lane;
  const ticks = scale.ticks(10).filter((ms) => ms >= 0);
  const drawn = ticks.map((ms) => {
    const x = scale.at(ms);
    return markup`<path class="grid" d="M${x} ${top} V${foot}"/><text class="faint" x="${x}" y="${foot + 14}" text-anchor="middle">${ms}</text>`;
  });
  return markup`${drawn}<path class="zero" d="M${scale.at(0)} ${top - 6} V${foot}"/><text class="faint" x="${width - right}" y="${foot + 31}" text-anchor="end">${words.window.axis}</text>`;
}

/** Between the first and the last process start. */
function skewMark({ marks, result }: BarrierStory, scale: Scale, words: Words): Markup {
  const starts = marks.filter(({ name }) => name === "started").map(({ atMs }) => atMs);
  if (result?.skewMs === undefined || starts.length < 2) return markup``;
  const [x1, x2] = [scale.at(Math.min(...starts)), scale.at(Math.max(...starts))];
  return markup`<path class="skew" d="M${x1} 22 V16 H${x2} V22"/><text class="skew-text" x="${x2 + 6}" y="20">${words.window.skew(span(result.skewMs))}</text>`;
}

function memberLane({ host, marks }: Member, y: number, scale: Scale, words: Words): Markup {
  const moments = marks.filter(({ name }) => name !== "command-sent");
  const first = moments[0]?.atMs ?? 0;
  const last = Math.max(first, ...moments.map(({ atMs }) => atMs));
  const armedEnd = scale.at(moments.length > 0 ? first : 0);
  return markup`<text class="name" x="0" y="${y + 4}">${fit(host, 16)}<title>${host}</title></text><path class="armed" d="M${left} ${y} H${armedEnd}"/><text class="faint small" x="${left}" y="${y - 8}">${words.window.armed}</text><path class="span" d="M${scale.at(first)} ${y} H${scale.at(last)}"/>${moments.map((mark) => moment(mark, y, scale, words))}${labels(moments, y, scale)}`;
}

function moment({ name, atMs, errorMs }: BarrierMark, y: number, scale: Scale, words: Words): Markup {
  const x = scale.at(atMs);
  const shape = shapes[name] ?? shapes["commanded"];
  const said = words.window.moments[name] ?? name;
  return markup`<g><title>${said}: ${span(atMs)} ± ${span(errorMs)}</title><path class="error" d="M${scale.at(atMs - errorMs)} ${y + 10} H${scale.at(atMs + errorMs)}"/>${shape?.(x, y)}</g>`;
}

/** Times below the marks, left out where they would stand on each other. */
function labels(marks: readonly BarrierMark[], y: number, scale: Scale): readonly Markup[] {
  let free = 0;
  return marks
    .toSorted((a, b) => a.atMs - b.atMs)
    .flatMap(({ name, atMs }) => {
      const text = String(Math.round(atMs));
      const x = scale.at(atMs);
      const half = textWidth(text) / 2 + 2;
      if (name === "commanded" || x - half < free) return [];
      free = x + half;
      return [markup`<text class="small" x="${x}" y="${y + 22}" text-anchor="middle">${text}</text>`];
    });
}

function legend(y: number, words: Words): readonly Markup[] {
  let x = left;
  return Object.entries(shapes).map(([name, shape]) => {
    const text = words.window.moments[name] ?? name;
    const drawn = markup`${shape(x, y - 4)}<text class="small" x="${x + 12}" y="${y}">${text}</text>`;
    x += 34 + textWidth(text, 6.2);
    return drawn;
  });
}
