import { noticesOf } from "../../report/notices.ts";
import type { HostStatus } from "../../rpc/status.ts";
import { agentState } from "../agent-state.ts";
import { attentionOf, type Notice } from "../attention.ts";
import { daysLeft } from "../certificates.ts";
import { size, span } from "../draw/measure.ts";
import { dataTable, scrolled } from "../draw/picture.ts";
import { drawTopology, topologyTable } from "../draw/topology.ts";
import { type Markup, markup, type Piece } from "../markup.ts";
import type { Words } from "../words/words.ts";
import type { PageData } from "./page-data.ts";
import { section } from "./section.ts";

export function attentionSection(data: PageData, words: Words): Markup {
  const { status, certificates, unready, story, nowMs } = data;
  const checks = story ? noticesOf(story.progress) : [];
  const notices = attentionOf({ status, certificates, unready, checks, nowMs }, words);
  const content =
    notices.length === 0
      ? markup`<p class="well"><span aria-hidden="true">✓</span> ${words.attention.nothing}</p>`
      : markup`<ul class="notices">${notices.map(noticeItem)}</ul>`;
  return section("attention", words.sections.attention, content);
}

function noticeItem({ level, text, fix }: Notice): Markup {
  const sign = level === "bad" ? "✗" : "!";
  return markup`<li class="${level}"><span class="sign" aria-hidden="true">${sign}</span><div><p>${text}</p>${
    fix ? markup`<p class="fix">${fix}</p>` : undefined
  }</div></li>`;
}

export function topologySection({ topology }: PageData, words: Words): Markup {
  const note = topology.edges.length > 0 ? markup`<p class="note">${words.topology.edges}</p>` : undefined;
  const table = topology.hosts.length > 0 ? topologyTable(topology, words) : undefined;
  const drawn = scrolled("topology", words.sections.topology, drawTopology(topology, words));
  return section("topology", words.sections.topology, markup`${drawn}${note}${table}`);
}

const unknown = "–";
const agentTone = { connected: "good", silent: "bad", absent: "bad", revoked: "faint" } as const;
const known = <T>(value: T | undefined, shown: (value: T) => Piece): Piece =>
  value === undefined ? unknown : shown(value);

export function healthSection({ status }: PageData, words: Words): Markup {
  const { columns } = words;
  const text = (title: string) => ({ title });
  const number = (title: string) => ({ title, number: true as const });
  const titles = [
    ...[columns.host, columns.agent].map(text),
    ...[columns.heard, columns.clock].map(number),
    text(columns.member),
    ...[columns.database, columns.leaderChanges, columns.fsync].map(number),
    text(columns.vip),
    ...[columns.memory, columns.disk, columns.agentMemory].map(number),
    text(columns.units),
  ];
  const rows = status.hosts.map((host) => healthRow(host, words));
  const table =
    rows.length === 0
      ? markup`<p>${words.topology.noHost}</p>`
      : scrolled("health", words.sections.health, dataTable(words.sections.health, titles, rows));
  return section("health", words.sections.health, table);
}

function healthRow(host: HostStatus, words: Words): readonly Piece[] {
  const { clock, etcd, memory, disk, agentMemoryBytes, units, vipHeld } = host;
  return [
    host.name,
    markup`<span class="${agentTone[agentState(host)]}">${words.agent[agentState(host)]}</span>`,
    known(host.lastHeardMs, span),
    known(
      clock,
      ({ offsetMs, errorMs }) => `${offsetMs < 0 ? "−" : "+"}${span(Math.abs(offsetMs))} ± ${span(errorMs)}`,
    ),
    known(etcd, (member) => memberCell(member, words)),
    known(etcd?.healthy ? etcd.databaseBytes : undefined, size),
    known(etcd?.leaderChanges, (count) => count),
    known(etcd?.fsyncP99Ms, span),
    vipHeld ? words.yes : unknown,
    known(memory?.availableBytes, size),
    known(disk && disk.totalBytes > 0 ? disk.availableBytes : undefined, size),
    known(agentMemoryBytes, size),
    unitsCell(units, words),
  ];
}

function memberCell({ healthy, leader }: NonNullable<HostStatus["etcd"]>, words: Words): Markup {
  if (!healthy) return markup`<span class="bad">${words.topology.unhealthy}</span>`;
  return markup`<span class="${leader ? "lead" : "good"}">${leader ? "★ " : ""}${leader ? words.topology.leader : words.topology.follower}</span>`;
}

/** Those that run need no word; of the others the state is said. */
function unitsCell(units: HostStatus["units"], words: Words): Piece {
  const shown = units.filter(({ state }) => state !== "absent");
  if (shown.length === 0) return unknown;
  return shown.map(({ name, state }, index) => {
    const short = name.replace(/\.service$/, "");
    const comma = index === 0 ? "" : ", ";
    if (state === "running") return markup`${comma}${short}`;
    return markup`${comma}<span class="${state === "failed" ? "bad" : "faint"}">${short} (${words.unit[state]})</span>`;
  });
}

export function certificatesSection({ certificates, nowMs }: PageData, words: Words): Markup | undefined {
  if (certificates.length === 0) return undefined;
  const { columns } = words;
  const titles = [
    ...[columns.host, columns.role, columns.until].map((title) => ({ title })),
    { title: columns.daysLeft, number: true as const },
  ];
  const rows = certificates.map((each) => [
    ...[each.host, each.role, new Date(each.notAfterMs).toISOString().slice(0, 10)],
    daysLeft(each, nowMs),
  ]);
  const table = scrolled(
    "certificates",
    words.sections.certificates,
    dataTable(words.sections.certificates, titles, rows),
  );
  return section("certificates", words.sections.certificates, table);
}
