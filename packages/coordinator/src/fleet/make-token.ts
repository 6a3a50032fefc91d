import { isIPv4, isIPv6 } from "node:net";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { Secret } from "@quorate/shared/secret";
import type { EventLog } from "../journal/event-log.ts";
import { createJoinToken } from "../pki/join-token.ts";
import { plainAddress } from "./address-group.ts";

export interface TokenWish {
  readonly host: HostId;
  /** IP address the host must come from; empty for any. */
  readonly address: string;
  readonly ttlMs: number;
  readonly by: string;
}

export interface NewToken {
  /** Shown once, kept nowhere. */
  readonly token: Secret<string>;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

/** Makes a join token; its hash is in the log before its text leaves. Rejects USAGE or LOG_WRITE_FAILED. */
export async function makeToken(
  { host, address, ttlMs, by }: TokenWish,
  { log, clock }: { readonly log: EventLog; readonly clock: Pick<Clock, "wallMs"> },
): Promise<NewToken> {
  const { text, hash: tokenHash } = createJoinToken();
  const expiresAt = new Date(clock.wallMs() + ttlMs).toISOString();
  await log.append({ type: "token.created", tokenHash, host, address: canonical(address), expiresAt, by });
  return { token: text, expiresAt };
}

/** As Node prints the address of a peer, since that is what it will be compared with. */
function canonical(address: string): string {
  const plain = plainAddress(address);
  if (isIPv6(plain)) return new URL(`http://[${plain}]`).hostname.slice(1, -1);
  if (plain === "" || isIPv4(plain)) return plain;
  throw new AppError("USAGE", `not an IP address: ${JSON.stringify(address.slice(0, 100))}`);
}
