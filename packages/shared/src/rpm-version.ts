/** Compares two versions with optional epoch, as rpm does: negative when `a` is older. */
export function compareRpmVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  return (
    left.epoch - right.epoch || compareText(left.version, right.version) || compareText(left.release, right.release)
  );
}

function parts(text: string): { readonly epoch: number; readonly version: string; readonly release: string } {
  const [, epoch = "0", version = "", release = ""] = /^(?:(\d+):)?(.*?)(?:-([^-]*))?$/.exec(text) ?? [];
  return { epoch: Number(epoch), version, release };
}

/** What a text consists of: runs of digits, runs of letters, "~" that sorts before the end, "^" that sorts after it. */
type Token = string;

/** rpmvercmp of rpm's rpmio/rpmvercmp.c, over tokens. */
function compareText(a: string, b: string): number {
  const [left, right] = [tokens(a), tokens(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareToken(left[at], right[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function tokens(text: string): readonly Token[] {
  return text.match(/\d+|[A-Za-z]+|[~^]/g) ?? [];
}

function compareToken(a: Token | undefined, b: Token | undefined): number {
  if (a === b) return 0;
  return rank(a) - rank(b) || compareSameKind(a ?? "", b ?? "");
}

/** Numbers are newer than letters, anything is newer than the end, and a pre-release mark is older than it. */
function rank(token: Token | undefined): number {
  if (token === "~") return 0;
  if (token === undefined) return 1;
  if (token === "^") return 2;
  return /^\d/.test(token) ? 4 : 3;
}

function compareSameKind(a: Token, b: Token): number {
  if (!/^\d/.test(a)) return a < b ? -1 : 1;
  const [left, right] = [BigInt(a), BigInt(b)];
  return left < right ? -1 : Number(left > right);
}
