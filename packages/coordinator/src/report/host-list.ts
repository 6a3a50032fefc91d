import type { HostStatus } from "../rpc/status.ts";
import { age } from "./duration.ts";
import { type Look, paint } from "./look.ts";
import { columns, table } from "./table.ts";

/** Who was let in, and until when. `at` is now, RFC 3339. */
export function hostList(hosts: readonly HostStatus[], at: string, look: Look): readonly string[] {
  if (hosts.length === 0) return ["No host is enrolled. To let one in: coordinator token create HOST --address IP"];
  const nowMs = Date.parse(at);
  const rows = hosts.map((host) => [
    host.name,
    agentWord(host, look),
    day(host.enrolledAt),
    certificateWord(host, nowMs, look),
  ]);
  const [head = "", ...lines] = table(columns("NAME", "AGENT", "ENROLLED", "CERTIFICATE"), rows);
  return [paint(look, "strong", head), ...lines];
}

/** What a table says of a host's agent. */
export function agentWord({ agent, revoked }: HostStatus, look: Look): string {
  if (revoked) return paint(look, "bad", "revoked");
  const tones = { connected: "good", silent: "warn", absent: "bad" } as const;
  return paint(look, tones[agent], agent);
}

function certificateWord({ certificateUntil, revoked }: HostStatus, nowMs: number, look: Look): string {
  if (revoked) return `taken back ${day(revoked.at)} by ${revoked.by}`;
  if (certificateUntil === undefined) return "<unknown>";
  const leftMs = Date.parse(certificateUntil) - nowMs;
  if (leftMs > 0) return `good for ${age(leftMs)}`;
  return paint(look, "warn", `expired ${age(-leftMs)} ago; renewed when the agent comes`);
}

function day(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
