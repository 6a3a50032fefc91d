import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { type Look, symbols } from "./look.ts";

// Terminals obey control characters, and bidirectional marks reorder what a reader sees.
const deceiving = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gv;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Columns that the text takes; colour takes none, CJK and emoji take two. */
export const widthOf = (text: string): number => stringWidth(text);

/** Text of a host or a user as one line that can do nothing to a terminal. A progress bar shows its last state. */
export function oneLine(text: string): string {
  const last =
    text
      .replace(/[\r\n]+$/, "")
      .split("\r")
      .at(-1) ?? "";
  return stripVTControlCharacters(last)
    .replaceAll("\n", " ")
    .replaceAll("\t", "  ")
    .replace(deceiving, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Cut to the width, the cut shown. Only for text without colour. */
export function clip(text: string, width: number, look: Look): string {
  if (widthOf(text) <= width) return text;
  const mark = symbols(look).ellipsis;
  let kept = "";
  let used = widthOf(mark);
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width) break;
    kept += segment;
  }
  return width < widthOf(mark) ? "" : `${kept.trimEnd()}${mark}`;
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - widthOf(text))) + text;
}

/** Broken between words, and between wide characters, which have no spaces; a long path stays whole, to be copied. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    if (line !== "" && widthOf(line) + widthOf(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += line === "" ? piece.trimStart() : piece;
  }
  return [...lines, line.trimEnd()];
}

/** Chinese punctuation that begins no line, and that ends none. */
const closing = /^[，。；：、！？）》」』】”’…]/;
const opening = /[（《「『【“‘]$/;

/** Words with the space before them, each wide character by itself with its punctuation. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let joins = false;
  for (const { segment } of graphemes.segment(text)) {
    const wide = widthOf(segment) > 1;
    const word = joins && !wide && segment !== " ";
    const bound = closing.test(segment) || opening.test(found.at(-1) ?? "");
    if (found.length > 0 && (word || bound)) found[found.length - 1] += segment;
    else found.push(segment);
    joins = !wide;
  }
  return found;
}
