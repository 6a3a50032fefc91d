import { maskSecrets } from "@quorate/shared/secret-shapes";

/** Unchanged lines that are shown around a change. */
const context = 2;
/** A longer diff is cut, and says how much is left: the whole file is on the host. */
const mostLines = 60;
const longestLine = 200;
/** Beyond this the two texts are told as one that goes and one that comes: the table would have too many cells. */
const mostCells = 400_000;

type Line = readonly [sign: " " | "-" | "+", text: string];

/** What changes from one text to another, line by line: "-old", "+new", " same", and "…" where lines are left out. Without secrets. */
export function lineDiff(have: string, want: string): readonly string[] {
  const lines = compared(linesOf(maskSecrets(have)), linesOf(maskSecrets(want)));
  const shown = withContext(lines).map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  if (shown.length <= mostLines) return shown;
  return [...shown.slice(0, mostLines), `… ${shown.length - mostLines} more lines`];
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

function compared(have: readonly string[], want: readonly string[]): readonly Line[] {
  if (have.length * want.length > mostCells) {
    return [...have.map((text): Line => ["-", text]), ...want.map((text): Line => ["+", text])];
  }
  const common = commonLengths(have, want);
  const lines: Line[] = [];
  let [at, to] = [0, 0];
  while (at < have.length || to < want.length) {
    const [old = "", next = ""] = [have[at], want[to]];
    if (at < have.length && to < want.length && old === next) {
      lines.push([" ", old]);
      at += 1;
      to += 1;
    } else if (at < have.length && (common[at + 1]?.[to] ?? 0) >= (common[at]?.[to + 1] ?? 0)) {
      lines.push(["-", old]);
      at += 1;
    } else {
      lines.push(["+", next]);
      to += 1;
    }
  }
  return lines;
}

/** Longest common subsequence of what is left of both from each pair of places on. */
function commonLengths(have: readonly string[], want: readonly string[]): readonly (readonly number[])[] {
  const rows = Array.from({ length: have.length + 1 }, () => new Array<number>(want.length + 1).fill(0));
  for (let at = have.length - 1; at >= 0; at -= 1) {
    for (let to = want.length - 1; to >= 0; to -= 1) {
      const [row = [], below = []] = [rows[at], rows[at + 1]];
      row[to] = have[at] === want[to] ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
  }
  return rows;
}

function withContext(lines: readonly Line[]): readonly string[] {
  const near = lines.map((_line, at) =>
    lines.slice(Math.max(0, at - context), at + context + 1).some(([sign]) => sign !== " "),
  );
  return lines.flatMap(([sign, text], at) => {
    if (near[at]) return [`${sign}${text}`];
    return near[at - 1] || (at === 0 && near.includes(true)) ? ["…"] : [];
  });
}
