import { type Markup, markup, type Piece } from "../markup.ts";

/** A part of the page with a heading that names it; redrawn as a whole when something in it has changed. */
export function section(id: string, title: string, content: Piece): Markup {
  return markup`<section id="${id}" data-part="" aria-labelledby="${id}-heading"><h2 id="${id}-heading">${title}</h2>${content}</section>`;
}
