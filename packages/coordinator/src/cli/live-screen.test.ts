import { describe, expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { LiveScreen } from "./live-screen.ts";

const csi = "\u001b[";

/** As much of a terminal as the screen uses: the cursor up, erase the line, erase below. */
class Terminal {
  readonly rows: string[] = [];
  #row = 0;

  write(text: string): void {
    const [plain = "", ...controlled] = text.split(csi);
    this.#print(plain);
    for (const piece of controlled) {
      const [, count = "", command = "", rest = ""] = /^\??(\d*)([A-Za-z])(.*)$/s.exec(piece) ?? [];
      this.#obey(command, count);
      this.#print(rest);
    }
  }

  #obey(command: string, count: string): void {
    if (command === "A") this.#row -= Number(count);
    if (command === "K") this.rows[this.#row] = "";
    if (command === "J") this.rows.length = this.#row;
  }

  #print(text: string): void {
    for (const char of text.replaceAll("\r", "")) {
      if (char === "\n") this.#row += 1;
      else this.rows[this.#row] = (this.rows[this.#row] ?? "") + char;
    }
  }
}

function terminalOf(text: string): readonly string[] {
  const terminal = new Terminal();
  terminal.write(text);
  return terminal.rows;
}

function screen() {
  const { stdout } = new FakeSurroundings({ terminal: true });
  return { screen: new LiveScreen(stdout), stdout, rows: () => terminalOf(stdout.text) };
}

describe("the live screen", () => {
  it("draws over what it drew, also when there is less to draw", () => {
    const { screen: live, rows } = screen();
    live.draw(["phase  running", "host   works", "tail"]);
    live.draw(["phase  done"]);
    expect(rows()).toEqual(["phase  done"]);
  });

  it("writes nothing when nothing changed", () => {
    const { screen: live, stdout } = screen();
    live.draw(["same"]);
    const before = stdout.text;
    live.draw(["same"]);
    expect(stdout.text).toBe(before);
  });

  it("leaves above what it was told to keep", () => {
    const { screen: live, rows } = screen();
    live.draw(["first run", "done"]);
    live.keep();
    live.draw(["second run"]);
    expect(rows()).toEqual(["first run", "done", "second run"]);
  });

  it("erases a line before it writes it: a full line would lose its last column after", () => {
    const { screen: live, stdout } = screen();
    live.draw(["x".repeat(80)]);
    expect(stdout.text.indexOf(`${csi}2K`)).toBeLessThan(stdout.text.indexOf("x"));
    expect(stdout.text.lastIndexOf("K")).toBeLessThan(stdout.text.indexOf("x"));
  });
});
