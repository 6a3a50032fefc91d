/** More lines than these nobody reads. */
const most = 12;

export interface ShownEvidence {
  readonly first: readonly string[];
  /** So many lines between the two are not shown. */
  readonly left: number;
  readonly last: readonly string[];
}

/** Of many lines the first, which shows the cause where one is known, and the last, which other hosts may have said. */
export function shownEvidence(lines: readonly string[]): ShownEvidence {
  if (lines.length <= most) return { first: lines, left: 0, last: [] };
  return { first: lines.slice(0, 1), left: lines.length - most, last: lines.slice(1 - most) };
}
