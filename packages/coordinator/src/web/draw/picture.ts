import { type Markup, markup, type Piece } from "../markup.ts";

export interface Picture {
  /** Unique on the page. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** What it shows, in one sentence: its text alternative, beside the table that goes with it. */
  readonly summary: string;
  readonly content: Piece;
}

/** One image for assistive technology; what is inside is not read out piece by piece. */
export function picture({ id, width, height, summary, content }: Picture): Markup {
  return markup`<svg role="img" aria-labelledby="${id}-title" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" class="picture ${id}"><title id="${id}-title">${summary}</title>${content}</svg>`;
}

/** A picture or table that may be wider than the window: it can be scrolled with the keyboard, and nothing else moves. */
export function scrolled(id: string, label: string, content: Piece): Markup {
  return markup`<div class="scroll" id="${id}-scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

export interface TableColumn {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly number?: true;
}

/** The first cell of each row names it. */
export function dataTable(
  caption: string,
  columns: readonly TableColumn[],
  rows: readonly (readonly Piece[])[],
): Markup {
  const kind = (index: number): string => (columns[index]?.number ? "number" : "text");
  const head = columns.map(({ title }, index) => markup`<th scope="col" class="${kind(index)}">${title}</th>`);
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell, index) => markup`<td class="${kind(index + 1)}">${cell}</td>`);
    return markup`<tr><th scope="row" class="${kind(0)}">${first}</th>${cells}</tr>`;
  });
  return markup`<table><caption class="unseen">${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** The same data for whoever does not see the picture, or wants to copy it. */
export function asTable(id: string, summary: string, label: string, table: Markup): Markup {
  return markup`<details id="${id}-table"><summary>${summary}</summary>${scrolled(`${id}-table`, label, table)}</details>`;
}
