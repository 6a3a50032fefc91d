import type { HostStatus } from "../rpc/status.ts";
import { age } from "./duration.ts";
import { type Look, paint } from "./look.ts";
import { table } from "./table.ts";
import { columnsIn } from "./words/column-words.ts";
import { stateWords } from "./words/state-words.ts";
import { statusWords } from "./words/status-words.ts";

/** Who was let in, and until when. `at` is now, RFC 3339. */
export function hostList(hosts: readonly HostStatus[], at: string, look: Look): readonly string[] {
  if (hosts.length === 0) return [statusWords[look.language].noHost];
  const nowMs = Date.parse(at);
  const rows = hosts.map((host) => [
    host.name,
    agentWord(host, look),
    day(host.enrolledAt),
    certificateWord(host, nowMs, look),
  ]);
  const [head = "", ...lines] = table(columnsIn(look.language, "NAME", "AGENT", "ENROLLED", "CERTIFICATE"), rows);
  return [paint(look, "strong", head), ...lines];
}

/** What a table says of a host's agent. */
export function agentWord({ agent, revoked }: HostStatus, look: Look): string {
  const words = stateWords[look.language].agent;
  if (revoked) return paint(look, "bad", words.revoked);
  const tones = { connected: "good", silent: "warn", absent: "bad" } as const;
  return paint(look, tones[agent], words[agent]);
}

function certificateWord({ certificateUntil, revoked }: HostStatus, nowMs: number, look: Look): string {
  const words = statusWords[look.language];
  if (revoked) return words.takenBack(day(revoked.at), revoked.by);
  if (certificateUntil === undefined) return words.unknown;
  const leftMs = Date.parse(certificateUntil) - nowMs;
  if (leftMs > 0) return words.goodFor(age(leftMs));
  return paint(look, "warn", words.expired(age(-leftMs)));
}

function day(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
