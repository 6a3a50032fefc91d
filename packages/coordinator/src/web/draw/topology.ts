import type { AgentState } from "../agent-state.ts";
import { type Markup, markup } from "../markup.ts";
import type { Words } from "../words/words.ts";
import { fit, round, size, span } from "./measure.ts";
import { asTable, dataTable, picture } from "./picture.ts";

export interface TopologyHost {
  readonly name: string;
  readonly agent: AgentState;
  /** Undefined: no member is known on it. */
  readonly etcd: "leader" | "follower" | "unhealthy" | undefined;
  readonly databaseBytes: number | undefined;
  readonly kubernetes: "none" | "control-plane" | "worker" | "unfinished" | undefined;
  /** Undefined where it is not installed or not known. */
  readonly haproxy: boolean | undefined;
  readonly vipHeld: boolean;
  /** To the coordinator and back. */
  readonly rttMs: number | undefined;
}

/** A round trip between two hosts. */
export interface TopologyEdge {
  readonly hosts: readonly [string, string];
  readonly ms: number;
}

export interface Topology {
  readonly hosts: readonly TopologyHost[];
  readonly edges: readonly TopologyEdge[];
  /** HOST:PORT of the virtual IP; undefined before a bootstrap. */
  readonly vip: string | undefined;
}

const box = { width: 116, height: 100, gap: 10 } as const;
/** Members stand first; beyond these a table says more than boxes. */
const mostBoxes = 12;
const margin = 4;
/** So many stand side by side on a phone too; the members of most clusters are three. */
const perRow = 3;
const top = 52;
const arcs = 64;
/** A host name is longer than this seldom; the whole one is in the title. */
const nameColumns = 14;

export function drawTopology({ hosts: all, edges, vip }: Topology, words: Words): Markup {
  const hosts = all.slice(0, mostBoxes);
  if (hosts.length === 0) return markup`<p>${words.topology.noHost}</p>`;
  const rows = Math.ceil(hosts.length / perRow);
  const columns = Math.min(perRow, hosts.length);
  const width = 2 * margin + columns * box.width + (columns - 1) * box.gap;
  const drawnEdges = edgesOfRow(hosts.slice(0, perRow), edges);
  const belowRow = drawnEdges.length > 0 ? arcs : 0;
  const height = top + rows * (box.height + box.gap) + belowRow;
  const placeOf = (index: number): Place => {
    const [row, column] = [Math.floor(index / perRow), index % perRow];
    const y = top + row * (box.height + box.gap) + (row > 0 ? belowRow : 0);
    return { x: margin + column * (box.width + box.gap), y };
  };
  const places = new Map(hosts.map(({ name }, index) => [name, placeOf(index)]));
  const content = [
    vipMark(
      hosts.flatMap(({ vipHeld }, index) => (vipHeld ? [placeOf(index)] : [])),
      vip,
      width,
      words,
    ),
    hosts.map((host, index) => hostBox(host, placeOf(index), words)),
    drawnEdges.map((edge) => edgeArc(edge, places)),
  ];
  const drawn = picture({ id: "topology", width, height, summary: summaryOf(all, words), content });
  const left = all.length - hosts.length;
  return left > 0 ? markup`${drawn}<p class="note">${words.topology.left(left)}</p>` : drawn;
}

export function topologyTable({ hosts, edges }: Topology, words: Words): Markup {
  const { columns, topology } = words;
  const titles = [columns.host, columns.agent, columns.member, "Kubernetes", columns.vip].map((title) => ({ title }));
  const rows = hosts.map((host) => [
    ...[host.name, words.agent[host.agent], memberWords(host, words) || "–"],
    host.kubernetes ? topology.role[host.kubernetes] : topology.unknown,
    host.vipHeld ? words.yes : "–",
  ]);
  const trips = [
    ...edges.map(({ hosts: [from, to], ms }) => [from, to, span(ms)]),
    ...hosts.flatMap(({ name, rttMs }) => (rttMs === undefined ? [] : [[name, topology.coordinator, span(rttMs)]])),
  ];
  const tripTitles = [
    { title: columns.from },
    { title: columns.to },
    { title: columns.roundTrip, number: true as const },
  ];
  const both = markup`${dataTable(words.sections.topology, titles, rows)}${
    trips.length > 0 ? dataTable(columns.roundTrip, tripTitles, trips) : undefined
  }`;
  return asTable("topology", words.asTable, words.sections.topology, both);
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Between the members, when all that were measured stand in the first row; otherwise the table alone has them. */
function edgesOfRow(row: readonly TopologyHost[], edges: readonly TopologyEdge[]): readonly TopologyEdge[] {
  const inRow = new Set(row.map(({ name }) => name));
  return edges.every(({ hosts }) => hosts.every((host) => inRow.has(host))) ? edges : [];
}

function summaryOf(hosts: readonly TopologyHost[], words: Words): string {
  const names = (found: readonly TopologyHost[]): string =>
    found.map(({ name }) => name).join(", ") || words.topology.nobody;
  const leaders = hosts.filter(({ etcd }) => etcd === "leader");
  return words.topology.summary(hosts.length, names(leaders), names(hosts.filter(({ vipHeld }) => vipHeld)));
}

/** The address at the top, joined to whoever holds it. */
function vipMark(holders: readonly Place[], vip: string | undefined, width: number, words: Words): Markup {
  if (holders.length === 0 && vip === undefined) return markup``;
  const middle = round(holders[0] ? holders[0].x + box.width / 2 : width / 2);
  const half = 56;
  const x = Math.min(Math.max(middle, margin + half), width - margin - half);
  const lines = holders.map(
    (place) => markup`<path class="vip-line" d="M${x} 30 L${round(place.x + box.width / 2)} ${place.y}"/>`,
  );
  const text = vip ?? words.topology.vip;
  return markup`${lines}<rect class="vip" x="${x - half}" y="4" width="${2 * half}" height="27" rx="13"/><text class="vip-text" x="${x}" y="22" text-anchor="middle">${fit(text, 20)}<title>${words.topology.vip} ${text}</title></text>${
    holders.length === 0
      ? markup`<text class="bad" x="${x}" y="45" text-anchor="middle">${words.topology.vipNobody}</text>`
      : undefined
  }`;
}

function memberWords({ etcd, databaseBytes }: TopologyHost, words: Words): string {
  if (etcd === undefined) return "";
  const said = words.topology[etcd];
  return etcd === "unhealthy" || databaseBytes === undefined ? said : `${said}, ${size(databaseBytes)}`;
}

interface BoxLine {
  readonly mark: string;
  readonly tone: "good" | "bad" | "lead";
  readonly text: string;
}

const judged = (well: boolean, text: string): BoxLine =>
  well ? { mark: "✓", tone: "good", text } : { mark: "✗", tone: "bad", text };

function boxLines({ agent, etcd, haproxy, kubernetes }: TopologyHost, words: Words): readonly BoxLine[] {
  const lines = [judged(agent === "connected", words.agent[agent])];
  if (etcd === "leader") lines.push({ mark: "★", tone: "lead", text: `etcd ${words.topology.leader}` });
  else if (etcd) lines.push(judged(etcd === "follower", `etcd ${words.topology[etcd]}`));
  if (haproxy !== undefined) lines.push(judged(haproxy, "haproxy"));
  if (kubernetes && kubernetes !== "none") {
    lines.push(judged(kubernetes !== "unfinished", words.topology.role[kubernetes]));
  }
  return lines;
}

function hostBox(host: TopologyHost, { x, y }: Place, words: Words): Markup {
  const lines = boxLines(host, words).map(
    ({ mark, tone, text }, index) =>
      markup`<text x="${x + 8}" y="${y + 36 + index * 15}"><tspan class="${tone}">${mark}</tspan> ${fit(text, 15)}</text>`,
  );
  const trip = host.rttMs === undefined ? "" : `⇄ ${span(host.rttMs)}`;
  return markup`<g class="host ${host.agent}${host.vipHeld ? " holder" : ""}"><title>${host.name}: ${words.agent[host.agent]}. ${memberWords(host, words)}${trip && ` ${words.topology.coordinator} ${trip}`}</title><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="6"/><text class="name" x="${x + 8}" y="${y + 18}">${fit(host.name, nameColumns)}</text>${lines}<text class="faint small" x="${x + box.width - 6}" y="${y + box.height - 5}" text-anchor="end">${trip}</text></g>`;
}

/** Below the boxes, deeper the further apart the two stand. */
function edgeArc({ hosts: [a, b], ms }: TopologyEdge, places: ReadonlyMap<string, Place>): Markup {
  const ends = [places.get(a), places.get(b)].filter((place) => place !== undefined).sort((p, q) => p.x - q.x);
  const [left, right] = ends;
  if (!left || !right) return markup``;
  const y = left.y + box.height;
  const apart = Math.round((right.x - left.x) / (box.width + box.gap));
  const [x1, x2] = [left.x + box.width / 2 + 6, right.x + box.width / 2 - 6];
  const depth = 12 + 16 * apart;
  const middle = round((x1 + x2) / 2);
  return markup`<path class="edge" d="M${x1} ${y} C${x1} ${y + depth} ${x2} ${y + depth} ${x2} ${y}"/><text class="edge-text" x="${middle}" y="${round(y + depth * 0.75 + (apart > 1 ? 11 : -4))}" text-anchor="middle">${span(ms)}<title>${a} ⇄ ${b}</title></text>`;
}
