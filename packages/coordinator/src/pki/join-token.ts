import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { Secret } from "@quorate/shared/secret";
import type { FoldedToken } from "../journal/folded-host.ts";

/** "qrt." and 256 bits in base64url; the last digit carries 4 of them, so that no two texts mean the same bits. */
const grammar = /^qrt\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export interface NewJoinToken {
  /** Shown once, kept nowhere. */
  readonly text: Secret<string>;
  /** What is stored instead. */
  readonly hash: string;
}

export function createJoinToken(): NewJoinToken {
  const text = `qrt.${randomBytes(32).toString("base64url")}`;
  return { text: new Secret(text), hash: hashJoinToken(text) };
}

/** SHA-256, hexadecimal. Without salt or stretching: nobody guesses 256 random bits. */
export function hashJoinToken(text: string): string {
  return hash("sha256", text, "hex");
}

export function isJoinToken(text: string): boolean {
  return grammar.test(text);
}

export interface RedeemRequest {
  readonly token: Secret<string>;
  readonly host: string;
  /** Of the key that the sender has proven to hold. */
  readonly spkiSha256: string;
  /** IP address of the sender, without port. */
  readonly from: string;
}

export type RefusalReason =
  | "malformed"
  | "unknown"
  | "ended"
  | "expired"
  | "other-host"
  | "other-address"
  | "other-key";

export interface Refusal {
  readonly outcome: "refused";
  readonly reason: RefusalReason;
  readonly message: string;
  /** True: two keys claim one token, somebody stole it. It is to be good for nothing from now on, and somebody has to know. */
  readonly endsToken: boolean;
}

export type Redemption =
  /** The token is from now on that key's. */
  | { readonly outcome: "first"; readonly token: FoldedToken }
  /** The same key again: its answer was lost, it gets the same one. */
  | { readonly outcome: "repeat"; readonly token: FoldedToken; readonly bound: NonNullable<FoldedToken["bound"]> }
  | Refusal;

/** Pure; two requests with one token must not be decided before what the first one decided is in the log. */
export function redeemToken(
  tokens: { get(hash: string): FoldedToken | undefined },
  request: RedeemRequest,
  nowMs: number,
): Redemption {
  const text = request.token.reveal();
  if (!isJoinToken(text)) return refuse("malformed", "this is no join token: it has the form qrt.… with 47 characters");
  const token = tokens.get(hashJoinToken(text));
  if (!token || !isHashOf(token.hash, text)) return refuse("unknown", "this coordinator never made this join token");
  const refusal = refuseToken(token, request, nowMs);
  if (refusal) return refusal;
  const { bound } = token;
  if (!bound) return { outcome: "first", token };
  if (bound.spkiSha256 === request.spkiSha256) return { outcome: "repeat", token, bound };
  return refuse(
    "other-key",
    `the join token of ${token.host} was used with another key before; if that was not ${token.host}, it was stolen`,
    true,
  );
}

function refuseToken(token: FoldedToken, { host, from }: RedeemRequest, nowMs: number): Refusal | undefined {
  if (token.ended !== undefined) return refuse("ended", `the join token is void: ${token.ended}`);
  // Written so that an unreadable time counts as past.
  if (!(nowMs < Date.parse(token.expiresAt))) return refuse("expired", `the join token expired at ${token.expiresAt}`);
  if (token.host !== host) return refuse("other-host", `the join token is for ${token.host}, not for ${host}`);
  if (token.address !== "" && token.address !== plainAddress(from)) {
    return refuse("other-address", `the join token is for ${host} at ${token.address}; it came from ${from}`);
  }
  return undefined;
}

/** An IPv4 sender on a dual-stack socket shows as ::ffff:10.0.0.1. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=[0-9.]+$)/i, "");
}

function isHashOf(hashed: string, text: string): boolean {
  const [a, b] = [Buffer.from(hashed, "hex"), Buffer.from(hashJoinToken(text), "hex")];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(reason: RefusalReason, message: string, endsToken = false): Refusal {
  return { outcome: "refused", reason, message, endsToken };
}
