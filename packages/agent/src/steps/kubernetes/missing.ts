/** Something that is not as it should be yet, and why. */
export interface Missing {
  /** As the beginning of a line: "node m2". */
  readonly what: string;
  readonly why: string;
  /** What usually helps. */
  readonly hint?: string | undefined;
}

const shownInOneLine = 3;

/** All of it in one line, the first ones in full. */
export function shownMissing(missing: readonly Missing[]): string {
  const lines = missing.map(missingLine);
  const more = lines.length > shownInOneLine ? ` and ${lines.length - shownInOneLine} more` : "";
  return `${lines.slice(0, shownInOneLine).join("; ")}${more}`;
}

export function missingLine({ what, why }: Missing): string {
  return `${what}: ${why}`;
}
