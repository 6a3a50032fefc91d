import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Who comes to a point of its own within this, milliseconds, dies in the same death. */
const togetherMs = 100;
/** A death waits no longer than this for what is under way, milliseconds. */
const patienceMs = 3_000;

/**
 * Deaths of this process at named points, each of them once, whoever comes to it again. Whoever comes to such a point stands still there, and
 * the others go on a moment: one death serves all that have come to a point by then, and none of them is killed just before its own, which
 * may never come again.
 */
export class Deaths {
  readonly #folder: string;
  readonly #names: ReadonlySet<string>;
  readonly #die: () => void;
  readonly #reached = new Set<string>();
  #underWay = 0;

  /** What a dead process left in the folder comes no more. */
  constructor(folder: string, names: Iterable<string>, die = () => void process.kill(process.pid, "SIGKILL")) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#names = new Set([...names].filter((name) => !existsSync(this.#file(name))));
    this.#die = die;
  }

  /** Never resolves where this process is to die; undefined at any other point. A point may have several names. */
  at(...names: readonly string[]): Promise<never> | undefined {
    const found = names.filter((name) => this.#names.has(name));
    if (found.length === 0) return undefined;
    if (this.#reached.size === 0) setTimeout(() => this.#whenQuiet(performance.now() + patienceMs), togetherMs);
    for (const name of found) this.#reached.add(name);
    return new Promise(() => undefined);
  }

  /** A death waits for the end of this: a point comes right behind it. */
  async meanwhile<T>(work: Promise<T>): Promise<T> {
    this.#underWay++;
    try {
      return await work;
    } finally {
      this.#underWay--;
    }
  }

  #whenQuiet(limit: number): void {
    if (this.#underWay > 0 && performance.now() < limit) setTimeout(() => this.#whenQuiet(limit), 10);
    else this.#end();
  }

  #end(): void {
    for (const name of this.#reached) {
      const file = openSync(this.#file(name), "w", 0o600);
      // So that one can see which of them were one death.
      writeSync(file, `${process.pid}\n`);
      fsyncSync(file);
      closeSync(file);
    }
    this.#die();
  }

  #file(name: string): string {
    return join(this.#folder, encodeURIComponent(name));
  }
}
