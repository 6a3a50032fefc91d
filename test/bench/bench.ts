import type { Lab } from "../lab/lab.ts";
import type { Measured } from "./rounds.ts";
import type { Contest, OwnRatio, Target } from "./way.ts";

export interface BenchContext {
  readonly lab: Lab;
  /** Empty, of this benchmark alone, and removed after it. */
  readonly folder: string;
  readonly rounds: number | undefined;
  readonly serialRounds: number;
  readonly told: (line: string) => void;
}

/** A benchmark that is ready to run. */
export interface Bench {
  readonly question: string;
  readonly contest: Contest;
  readonly targets: readonly Target[];
  readonly rounds: number;
  /** What only this benchmark knows to say of its rounds, when they are done; `ours` in milliseconds. */
  notes(ours: readonly number[], measured: Measured): readonly string[];
  /** What is judged of ours alone; `ours` as above. */
  ownRatios?(ours: readonly number[], measured: Measured): readonly OwnRatio[];
  close(): Promise<void>;
}
