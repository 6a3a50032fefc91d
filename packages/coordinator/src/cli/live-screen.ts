import type { Output } from "./surroundings.ts";

const csi = "\u001b[";
// Before the text: after a full line the cursor still stands on its last column.
const eraseLine = `${csi}2K`;
const eraseBelow = `${csi}J`;
// A line that is too long by mistake must not become two: the way back up is counted in lines.
const noWrap = `${csi}?7l`;
const wrapAgain = `${csi}?7h`;

/** Lines at the bottom of a terminal that are drawn over again and again. What is printed otherwise scrolls above them. */
export class LiveScreen {
  readonly #output: Output;
  #drawn: readonly string[] = [];

  constructor(output: Output) {
    this.#output = output;
  }

  draw(lines: readonly string[]): void {
    if (lines.length === this.#drawn.length && lines.every((line, index) => line === this.#drawn[index])) return;
    const body = lines.map((line) => `${eraseLine}${line}\n`).join("");
    this.#output.write(`${this.#home()}${noWrap}${body}${wrapAgain}${eraseBelow}`);
    this.#drawn = lines;
  }

  /** What is drawn stays, and is drawn over no more. */
  keep(): void {
    this.#drawn = [];
  }

  clear(): void {
    if (this.#drawn.length > 0) this.#output.write(`${this.#home()}${eraseBelow}`);
    this.#drawn = [];
  }

  #home(): string {
    return this.#drawn.length === 0 ? "" : `${csi}${this.#drawn.length}A\r`;
  }
}
