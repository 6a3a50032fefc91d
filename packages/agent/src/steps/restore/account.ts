/** What a part of a restore did, and what it left as it is, in plain lines. */
export interface Account {
  readonly did: readonly string[];
  readonly left: readonly string[];
}

export const nothing: Account = { did: [], left: [] };
export const done = (...did: readonly string[]): Account => ({ did, left: [] });
export const leftAlone = (...left: readonly string[]): Account => ({ did: [], left });

export function together(accounts: readonly Account[]): Account {
  return { did: accounts.flatMap(({ did }) => did), left: accounts.flatMap(({ left }) => left) };
}

/** As contracts have it: one line of 512 characters at most. */
export function asLine(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu, " ").slice(0, 500);
}
