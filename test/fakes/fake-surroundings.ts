import { basename, dirname } from "node:path";
import type { Clock } from "@quorate/shared/clock";
import { type Environment, readEnvironment } from "../../packages/coordinator/src/cli/environment.ts";
import type { Output, Surroundings } from "../../packages/coordinator/src/cli/surroundings.ts";
import { type Look, plainLook } from "../../packages/coordinator/src/report/look.ts";
import { InstantClock } from "./instant-clock.ts";

class FakeOutput implements Output {
  readonly terminal: boolean;
  readonly look: Look;
  readonly rows = 24;
  text = "";

  constructor(terminal: boolean, look: Look) {
    this.terminal = terminal;
    this.look = look;
  }

  write(text: string): void {
    this.text += text;
  }

  get lines(): readonly string[] {
    return this.text.split("\n").slice(0, -1);
  }
}

export interface FakeSurroundingsOptions {
  readonly terminal?: boolean;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** What is typed when the command asks; without it nobody sits at the terminal. */
  readonly answer?: string;
  readonly clock?: Clock;
  /** Of the process, beside the state directory. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A command line without a machine: files in memory, outputs as text, Ctrl-C by call. */
export class FakeSurroundings implements Surroundings {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly operator = "operator";
  readonly addresses = ["192.168.1.5"];
  readonly #options: FakeSurroundingsOptions;
  /** Files that the command wrote, by path. */
  readonly written = new Map<string, string>();
  /** Those of them that are no text, as they were written. */
  readonly writtenBytes = new Map<string, Uint8Array>();
  readonly asked: string[] = [];
  readonly #interrupts = new Set<() => void>();

  constructor(options: FakeSurroundingsOptions = {}) {
    this.#options = options;
    const variables = { QUORATE_STATE_DIR: "/nonexistent/quorate", ...options.variables };
    this.environment = readEnvironment(variables, { uid: 0, home: "/root" });
    this.clock = options.clock ?? new InstantClock();
    const terminal = options.terminal ?? false;
    const look = { ...plainLook, language: this.environment.language };
    this.stdout = new FakeOutput(terminal, look);
    this.stderr = new FakeOutput(terminal, look);
  }

  async addressToward(): Promise<string> {
    return "192.168.1.5";
  }

  async readStdin(): Promise<string> {
    return this.#options.stdin ?? "";
  }

  readFile(path: string): string {
    const text = this.#options.files?.[path];
    if (text === undefined) {
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: "ENOENT" });
    }
    return text;
  }

  readPrivateFile(path: string): string {
    return this.readFile(path);
  }

  listFolder(path: string): readonly string[] {
    const inside = Object.keys(this.#options.files ?? {}).filter((file) => dirname(file) === path);
    if (inside.length === 0) {
      throw Object.assign(new Error(`ENOENT: no such file or directory, scandir '${path}'`), { code: "ENOENT" });
    }
    return inside.map((file) => basename(file));
  }

  exists(path: string): boolean {
    return this.written.has(path) || this.#options.files?.[path] !== undefined;
  }

  writePrivateFile(path: string, contents: string | Uint8Array): void {
    this.written.set(path, typeof contents === "string" ? contents : "");
    if (typeof contents !== "string") this.writtenBytes.set(path, contents);
  }

  async ask(question: string): Promise<string | undefined> {
    this.asked.push(question);
    return this.#options.answer;
  }

  async askSecret(question: string): Promise<string | undefined> {
    return await this.ask(question);
  }

  onInterrupt(listener: () => void): () => void {
    this.#interrupts.add(listener);
    return () => this.#interrupts.delete(listener);
  }

  /** Ctrl-C. */
  interrupt(): void {
    for (const listener of [...this.#interrupts]) listener();
  }

  get watched(): boolean {
    return this.#interrupts.size > 0;
  }
}
