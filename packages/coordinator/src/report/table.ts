import { padEnd, padStart, widthOf } from "./line.ts";

export interface Column {
  readonly title: string;
  readonly align?: "right";
}

/** The gap that keeps `awk` and the eye apart: cells may hold single spaces. */
const gap = "  ";

/** One line per row under a line of titles, columns as wide as their widest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, index) => Math.max(...[titles, ...rows].map((row) => widthOf(row[index] ?? ""))));
  return [titles, ...rows].map((row) =>
    columns
      .map(({ align }, index) => {
        const pad = align === "right" ? padStart : padEnd;
        return pad(row[index] ?? "", widths[index] ?? 0);
      })
      .join(gap)
      .trimEnd(),
  );
}

/** Columns by their titles: a name that ends in ">" is aligned to the right. */
export function columns(...titles: readonly string[]): readonly Column[] {
  return titles.map((title) => (title.endsWith(">") ? { title: title.slice(0, -1), align: "right" } : { title }));
}

/** A label and its lines, the label once: "  cause     text". */
export function field(label: string, lines: readonly string[], width = 8): readonly string[] {
  return lines.map((line, index) => `  ${padEnd(index === 0 ? label : "", width)}  ${line}`.trimEnd());
}
