import type { AuditRule } from "./rule.ts";
import { byHand, codeLines, type Seen } from "./seen.ts";

const file = "/etc/haproxy/haproxy.cfg";

interface Section {
  /** global, defaults, frontend, backend, listen. */
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
}

function sectionsOf(seen: Seen): readonly Section[] {
  const sections: { kind: string; name: string; lines: string[] }[] = [];
  for (const { code } of codeLines(byHand(seen, file) ?? "")) {
    const [, kind, name = ""] = /^(global|defaults|frontend|backend|listen)(?: (\S+))?/.exec(code) ?? [];
    if (kind !== undefined) sections.push({ kind, name, lines: [] });
    else sections.at(-1)?.lines.push(code);
  }
  return sections;
}

interface TcpProxy {
  readonly defaults: readonly string[];
  readonly global: readonly string[];
  /** Sections that pass TCP, of their own or of the defaults' mode. */
  readonly sections: readonly Section[];
}

/** Undefined where haproxy passes no TCP: then it is in front of no apiserver. */
function tcpProxy(seen: Seen): TcpProxy | undefined {
  const all = sectionsOf(seen);
  const of = (kind: string): readonly string[] =>
    all.filter((each) => each.kind === kind).flatMap(({ lines }) => lines);
  const defaults = of("defaults");
  const modeOf = ({ lines }: Section): string | undefined =>
    [...lines, ...defaults].find((line) => line.startsWith("mode "))?.slice("mode ".length);
  const sections = all.filter(({ kind }) => ["frontend", "backend", "listen"].includes(kind));
  const tcp = sections.filter((section) => modeOf(section) === "tcp");
  return tcp.length === 0 ? undefined : { defaults, global: of("global"), sections: tcp };
}

const rule = (
  id: AuditRule["id"],
  severity: AuditRule["severity"],
  find: (proxy: TcpProxy) => readonly string[],
): AuditRule => ({
  id,
  severity,
  find: (seen) => {
    const proxy = tcpProxy(seen);
    return proxy ? find(proxy).map((text) => `${file}: ${text}`) : [];
  },
});

const httpOptions = /^option (?:httplog|forwardfor|http-server-close|httpclose)\b/;

function httpInTcp({ defaults, sections }: TcpProxy): readonly string[] {
  const lines = [...defaults, ...sections.flatMap((section) => section.lines)].filter((line) => httpOptions.test(line));
  return lines.length === 0 ? [] : [`without effect in mode tcp: ${lines.join(", ")}`];
}

/** A watch is silent for minutes: the apiserver itself closes it after 30 to 60 (--min-request-timeout). */
const enoughMs = 600_000;
const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function shortTimeouts({ defaults, sections }: TcpProxy): readonly string[] {
  const lines = [...defaults, ...sections.flatMap((section) => section.lines)];
  return lines.filter((line) => {
    const [, count = "", unit = "ms"] = /^timeout (?:client|server) (\d+)(us|ms|s|m|h|d)?$/.exec(line) ?? [];
    return count !== "" && Number(count) * (unitMs[unit] ?? 1) < enoughMs;
  });
}

function tcpChecks({ defaults, sections }: TcpProxy): readonly string[] {
  return sections.flatMap(({ kind, name, lines }) => {
    const checked = lines.filter((line) => /^server .* check\b/.test(line)).length;
    const asks = [...lines, ...defaults].some((line) => line.startsWith("option httpchk"));
    return checked > 0 && !asks
      ? [`${kind} ${name} takes ${checked} servers for ready when they accept a connection`]
      : [];
  });
}

function deadAcls({ sections }: TcpProxy): readonly string[] {
  return sections.flatMap(({ kind, name, lines }) => {
    const dead = lines.filter((line) => /^acl \S+ (?:path|url|hdr)/.test(line)).length;
    return dead === 0 ? [] : [`${kind} ${name} has ${dead} rules about paths in mode tcp`];
  });
}

function root({ global }: TcpProxy): readonly string[] {
  return global.some((line) => /^(?:user|uid) /.test(line)) ? [] : ["the global section names no user"];
}

function openSocket({ global }: TcpProxy): readonly string[] {
  return global.filter((line) => line.startsWith("stats socket ") && !/ mode /.test(line));
}

export const haproxyRules: readonly AuditRule[] = [
  rule("HAPROXY-HTTP-IN-TCP", "warning", httpInTcp),
  rule("HAPROXY-SHORT-TIMEOUT", "error", shortTimeouts),
  rule("HAPROXY-TCP-CHECK", "error", tcpChecks),
  rule("HAPROXY-DEAD-ACL", "warning", deadAcls),
  rule("HAPROXY-ROOT", "warning", root),
  rule("HAPROXY-OPEN-SOCKET", "warning", openSocket),
];
