import type { StepInput } from "@quorate/shared/step/contract";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { clientUrl, etcdUrl, peerUrl } from "./member-urls.ts";

type ConfigureInput = StepInput<"etcd.configure">;
/** What etcd is told about its cluster when it has no data yet; with data it ignores all that is called initial-. */
export type ClusterState = "new" | "existing";

const stateLine = (state: ClusterState): string => line("initial-cluster-state", state);

/** The whole configuration file; the names are etcd's flags (etcd 3.4 to 3.6). */
export function renderEtcdConfig(input: ConfigureInput, state: ClusterState): string {
  return `${["# managed by quorate", ...memberLines(input.member, state), ...tuningLines(input)].join("\n")}\n`;
}

/** The lines that make the member this member of this cluster: what must be in the file before it may start. */
export function memberLines(member: EtcdMember, state: ClusterState): readonly string[] {
  const { peerCa, peerCert, peerKey, clientCa, serverCert, serverKey } = member.certificates;
  const cluster = member.members.map((each) => `${each.name}=${peerUrl(member, each.address)}`);
  const loopback = etcdUrl("127.0.0.1", member.clientPort);
  return [
    line("name", member.name),
    line("data-dir", member.dataDir),
    line("listen-peer-urls", peerUrl(member, member.address)),
    line("listen-client-urls", `${clientUrl(member, member.address)},${loopback}`),
    // Health and metrics without a client certificate, for this host alone.
    line("listen-metrics-urls", `http://127.0.0.1:${member.metricsPort}`),
    line("initial-advertise-peer-urls", peerUrl(member, member.address)),
    line("advertise-client-urls", clientUrl(member, member.address)),
    line("initial-cluster", cluster.join(",")),
    line("initial-cluster-token", member.generation.token),
    stateLine(state),
    ...transport("peer-transport-security", peerCa, peerCert, peerKey),
    ...transport("client-transport-security", clientCa, serverCert, serverKey),
  ];
}

function transport(name: string, ca: string, cert: string, key: string): string[] {
  const lines = [
    line("client-cert-auth", true),
    line("trusted-ca-file", ca),
    line("cert-file", cert),
    line("key-file", key),
  ];
  return [`${name}:`, ...lines.map((each) => `  ${each}`)];
}

function tuningLines(input: ConfigureInput): string[] {
  return [
    line("heartbeat-interval", input.heartbeatMs),
    line("election-timeout", input.electionMs),
    line("quota-backend-bytes", input.quotaBytes),
    line("auto-compaction-mode", "periodic"),
    line("auto-compaction-retention", `${input.autoCompactionHours}h`),
    line("snapshot-count", input.snapshotCount),
    // Off by default when there is a configuration file (etcd 3.4): the agent's proofs go through it.
    line("enable-grpc-gateway", true),
    line("logger", "zap"),
    "log-outputs:",
    "  - stderr",
  ];
}

/** A JSON scalar is a YAML scalar. */
function line(name: string, value: string | number | boolean): string {
  return `${name}: ${JSON.stringify(value)}`;
}

/** The same configuration for a cluster that exists. */
export function withExistingState(config: string): string {
  return config.replace(stateLine("new"), stateLine("existing"));
}

/** Would a running member notice the difference: the state line is read by a member without data only. */
export function needsRestart(before: string, after: string): boolean {
  return withExistingState(before) !== withExistingState(after);
}
