const esc = "\u001b";
const piece = new RegExp(`${esc}\\[\\??\\d*[A-Za-z]|\\r|\\n|[^${esc}\\r\\n]+`, "g");
const upwards = new RegExp(`^${esc}\\[(\\d+)A$`);

class Screen {
  readonly lines: string[] = [""];
  #row = 0;
  #column = 0;

  take(token: string): void {
    const up = upwards.exec(token)?.[1];
    if (up !== undefined) this.#row = Math.max(0, this.#row - Number(up));
    else if (token.startsWith(esc)) this.#erase(token);
    else if (token === "\n") this.#newLine();
    else this.#write(token === "\r" ? "" : token);
  }

  #erase(token: string): void {
    if (token === `${esc}[2K`) this.lines[this.#row] = "";
    if (token !== `${esc}[J`) return;
    this.lines.length = this.#row + 1;
    this.lines[this.#row] = this.#left();
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.lines[this.#row] ??= "";
  }

  /** Nothing: the cursor goes back to the first column. */
  #write(text: string): void {
    if (text === "") this.#column = 0;
    else this.lines[this.#row] = this.#left() + text;
    this.#column += text.length;
  }

  #left(): string {
    return (this.lines[this.#row] ?? "").slice(0, this.#column);
  }
}

/** What stands on a terminal after all this was written to it. Knows what this program writes, and no more. */
export function screenOf(written: string): string {
  const screen = new Screen();
  for (const [token] of written.matchAll(piece)) screen.take(token);
  return screen.lines.join("\n");
}
