import { oneLine } from "../report/line.ts";

/** HTML or SVG that may go to a browser as it is. Only `markup` makes it. */
export class Markup {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static of(parts: readonly string[], pieces: readonly Piece[]): Markup {
    return new Markup(parts.map((part, index) => part + written(pieces[index])).join(""));
  }
}

export type Piece = string | number | Markup | undefined | readonly Piece[];

/** A template whose pieces are text unless they are markup themselves. Attribute values stand in double quotes, always. */
export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return Markup.of(parts, pieces);
}

function written(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === "object") return piece.map(written).join("");
  return escapeText(String(piece));
}

const named: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text of hosts and users as text of a page: nothing in it is markup, ends an attribute, or deceives a reader (control
 * characters and bidirectional marks are shown, not obeyed).
 */
export function escapeText(text: string): string {
  return oneLine(text)
    .toWellFormed()
    .replace(/[&<>"']/g, (char) => named[char] ?? "");
}
