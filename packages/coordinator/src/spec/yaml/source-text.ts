import { LineCounter } from "yaml";
import { speaksOfSecrets } from "../secret-words.ts";

/** The text of a spec file, with its places. The byte order mark is dropped, so that columns are those of an editor. */
export class SourceText {
  readonly text: string;
  readonly #lines = new LineCounter();

  constructor(text: string) {
    this.text = text.startsWith("\ufeff") ? text.slice(1) : text;
    this.#lines.addNewLine(0);
    for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) {
      this.#lines.addNewLine(at + 1);
    }
  }

  placeAt(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(Math.min(offset, this.text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  /** `  10 | the line`, cut at 160 characters. A line that speaks of a password shows only its key: messages go to logs. */
  excerpt(line: number): string {
    const start = this.#lines.lineStarts[line - 1] ?? this.text.length;
    const next = this.#lines.lineStarts[line] ?? this.text.length + 1;
    const full = this.text.slice(start, Math.min(next - 1, start + 160)).replace(/\r$/, "");
    const safe = speaksOfSecrets(full) ? `${full.split(":")[0] ?? ""}: [not shown]` : full;
    return `${String(line).padStart(4)} | ${safe}`;
  }
}
