import { Dice } from "./dice.ts";
import { agentJournalTarget, eventLogTarget } from "./file-targets.ts";
import { frameTarget } from "./frame-target.ts";
import { specTarget } from "./spec-target.ts";
import { stepTarget } from "./step-target.ts";
import type { FuzzTarget } from "./target.ts";
import { wireTarget } from "./wire-target.ts";

export interface Crash {
  readonly target: string;
  /** Of this case alone: see `fuzzOne`. */
  readonly seed: number;
  readonly error: string;
}

export interface FuzzReport {
  readonly cases: number;
  readonly perTarget: Readonly<Record<string, number>>;
  /** What each target took of the time. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly crashes: readonly Crash[];
  /** Of the process, from the end of the warm-up to the end, after a collection where the process may ask for one. */
  readonly rssGrowthMiB: number;
}

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly progress?: (done: number) => void;
}

const million = 1_000_000;
const mostCrashes = 20;

export async function openTargets(): Promise<readonly FuzzTarget[]> {
  return [wireTarget, stepTarget, specTarget, await eventLogTarget(), await agentJournalTarget(), await frameTarget()];
}

/** Targets in turn, each with its share, in slices: so that what one leaves behind is there when the next one runs. */
export async function fuzz(targets: readonly FuzzTarget[], options: FuzzOptions): Promise<FuzzReport> {
  const slices = Math.max(10, Math.ceil(options.cases / 10_000));
  const whole = targets.reduce((sum, { share }) => sum + share, 0);
  const runs = targets.map((target, at) => new TargetRun(target, options.seed * 7_919 + at * 13 * million));
  const total = (): number => runs.reduce((sum, { cases }) => sum + cases, 0);
  let warm = 0;
  for (let slice = 1; slice <= slices; slice++) {
    for (const run of runs) await run.until(Math.ceil(((run.target.share / whole) * options.cases * slice) / slices));
    // Code is compiled and buffers are grown in the first tenth.
    if (slice === Math.floor(slices / 10)) warm = rssMiB();
    options.progress?.(total());
  }
  return {
    cases: total(),
    perTarget: Object.fromEntries(runs.map(({ target, cases }) => [target.name, cases])),
    seconds: Object.fromEntries(runs.map(({ target, ms }) => [target.name, ms / 1_000])),
    crashes: runs.flatMap(({ crashes }) => crashes),
    rssGrowthMiB: Math.max(0, rssMiB() - warm),
  };
}

class TargetRun {
  readonly target: FuzzTarget;
  readonly crashes: Crash[] = [];
  cases = 0;
  ms = 0;
  readonly #seed: number;

  constructor(target: FuzzTarget, seed: number) {
    this.target = target;
    this.#seed = seed;
  }

  async until(cases: number): Promise<void> {
    const since = performance.now();
    for (; this.cases < cases && this.crashes.length < mostCrashes; this.cases++) {
      const seed = (this.#seed + this.cases) >>> 0;
      try {
        await fuzzOne(this.target, seed);
      } catch (error) {
        this.crashes.push({ target: this.target.name, seed, error: String(error) });
      }
    }
    this.ms += performance.now() - since;
  }
}

/** One case by itself, for whoever wants to see a crash again. */
export async function fuzzOne(target: FuzzTarget, seed: number): Promise<void> {
  await target.run(new Dice(seed));
}

/** With all that can be given back given back: the young generation and the heap's spare pages are no growth. */
function rssMiB(): number {
  const { gc } = globalThis as { gc?: (options: object) => void };
  for (let times = 0; times < 3; times++) gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
  return process.memoryUsage.rss() / 1_048_576;
}
