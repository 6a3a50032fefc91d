import type { StepInput } from "@quorate/shared/step/contract";

export type HaproxyInput = StepInput<"haproxy.configure">;

/** What the distribution's package made on this host; what it did not make is left out. */
export interface HaproxyLayout {
  readonly user: boolean;
  readonly group: boolean;
  readonly chroot: boolean;
  /** Debian has /run/haproxy, EL keeps the socket in /var/lib/haproxy. */
  readonly statsSocket: "/run/haproxy/admin.sock" | "/var/lib/haproxy/stats";
  readonly generation: HaproxyGeneration;
}

/**
 * The first version of those that know the same directives. 1.9 logs to stdout, which reaches the journal; older ones have only the syslog
 * socket, which is outside of a chroot. 1.8 ends what a reload left running; with 1.5 to 1.7 it runs until its last session is over.
 */
export const haproxyGenerations = ["1.9", "1.8", "1.5"] as const;
export type HaproxyGeneration = (typeof haproxyGenerations)[number];

/** Kills half-closed sessions and silent tunnels in the end; the kernel's keep-alives notice dead peers before. */
const tunnelMs = 24 * 3_600_000;

/** The whole haproxy.cfg. Only directives that haproxy 1.5.18 to 3.x know, but for what its generation adds. */
export function renderHaproxyConfig(input: HaproxyInput, layout: HaproxyLayout): string {
  return `${[...globalSection(layout), "", ...defaultsSection(input), "", ...proxySections(input)].join("\n")}\n`;
}

function globalSection(layout: HaproxyLayout): string[] {
  return [
    "# managed by quorate",
    "global",
    layout.generation === "1.9" ? "    log stdout format raw daemon info" : "    log /dev/log daemon info",
    ...(layout.chroot ? ["    chroot /var/lib/haproxy"] : []),
    ...(layout.user ? ["    user haproxy"] : []),
    ...(layout.group ? ["    group haproxy"] : []),
    `    stats socket ${layout.statsSocket} mode 660 level admin`,
    "    maxconn 4000",
    ...(layout.generation === "1.5" ? [] : hardStop),
  ];
}

const hardStop = [
  "    # After a reload the old process checks no apiserver any more: its sessions to one that hangs would never end.",
  "    hard-stop-after 30s",
];

function defaultsSection(input: HaproxyInput): string[] {
  const idle = duration(input.clientTimeoutMs);
  return [
    "defaults",
    "    mode tcp",
    "    log global",
    "    option tcplog",
    "    option dontlognull",
    "    option redispatch",
    "    retries 3",
    "    maxconn 4000",
    "    timeout connect 5s",
    "    timeout queue 1m",
    `    timeout client ${idle}`,
    `    timeout server ${idle}`,
    `    timeout tunnel ${duration(Math.max(tunnelMs, input.clientTimeoutMs))}`,
    "    timeout client-fin 30s",
    "    timeout server-fin 30s",
    "    # A busy apiserver may need more than the interval between two checks.",
    "    timeout check 3s",
    "    option clitcpka",
    "    option srvtcpka",
  ];
}

function proxySections(input: HaproxyInput): string[] {
  const servers = input.backends.map(
    (backend) =>
      `    server ${backend.name} ${hostPort(backend.address, backend.port)} check check-ssl ${trust(input)}`,
  );
  return [
    "frontend kubernetes-apiserver",
    "    # Every address, so that it works whoever holds the virtual IP.",
    `    bind ${bindAddress(input)}`,
    "    default_backend kubernetes-apiserver",
    "",
    "backend kubernetes-apiserver",
    "    balance roundrobin",
    `    option httpchk GET ${input.healthPath}`,
    "    http-check expect status 200",
    "    default-server inter 1s fall 2 rise 2 on-marked-down shutdown-sessions",
    ...trustComment(input),
    ...servers,
  ];
}

function trust(input: HaproxyInput): string {
  return input.backendCaFile === undefined ? "verify none" : `verify required ca-file ${input.backendCaFile}`;
}

function trustComment(input: HaproxyInput): string[] {
  if (input.backendCaFile !== undefined) return [];
  return [
    "    # verify none: Kubernetes has no CA yet. It concerns the health check alone, which only decides who gets traffic;",
    "    # the connections themselves pass through and are verified end to end by the clients.",
  ];
}

/** One wildcard socket; the IPv6 one also takes IPv4. */
function bindAddress(input: HaproxyInput): string {
  const ipv6 = input.backends.some((backend) => backend.address.includes(":"));
  return ipv6 ? `:::${input.port} v4v6` : `*:${input.port}`;
}

function hostPort(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

const units = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
] as const;

/** In the largest unit that divides it, as haproxy reads it. */
function duration(ms: number): string {
  const [size, suffix] = units.find(([unit]) => ms % unit === 0) ?? [1, "ms"];
  return `${ms / size}${suffix}`;
}
