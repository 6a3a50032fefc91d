/** Something that takes time, milliseconds. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** Each interval with the first row in which nothing else is at that time. In the order of their starts. */
export function packed<T extends Interval>(items: readonly T[]): readonly (readonly [item: T, row: number])[] {
  const free: number[] = [];
  return items
    .toSorted((a, b) => a.startMs - b.startMs || b.endMs - a.endMs)
    .map((item) => {
      const found = free.findIndex((endMs) => endMs <= item.startMs);
      const row = found === -1 ? free.length : found;
      free[row] = item.endMs;
      return [item, row] as const;
    });
}

export const rowCount = (rows: readonly (readonly [unknown, number])[]): number =>
  Math.max(1, ...rows.map(([, row]) => row + 1));
