/** Damerau-Levenshtein distance in its optimal-string-alignment form: one typo each for a missing, extra, wrong or swapped letter. */
function distance(a: string, b: string): number {
  const first = Array.from({ length: b.length + 1 }, (_, j) => j);
  const rows = [first];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j += 1) {
      const at = (di: number, dj: number) => rows[i - di]?.[j - dj] ?? Number.POSITIVE_INFINITY;
      const same = a[i - 1] === b[j - 1];
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(Math.min(at(1, 0) + 1, at(0, 1) + 1, at(1, 1) + (same ? 0 : 1), at(2, 2) + (swapped ? 1 : 2)));
    }
  }
  return rows[a.length]?.[b.length] ?? 0;
}

/** The candidate that the user most likely meant: at most a third of its letters differ, upper and lower case alike. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const near = candidates
    .filter((candidate) => Math.abs(candidate.length - word.length) <= candidate.length / 3)
    .map((candidate) => ({ candidate, typos: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, typos }) => typos <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.typos - b.typos);
  return near[0]?.candidate;
}
