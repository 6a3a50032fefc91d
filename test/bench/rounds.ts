import type { Contest, Way } from "./way.ts";

export interface Round {
  readonly way: string;
  readonly ms: number;
  /** Cores that others kept busy while it ran, on average. */
  readonly others: number;
}

export interface Measured {
  readonly rounds: readonly Round[];
  /** Rounds that were thrown away because others loaded the machine. */
  readonly repeated: number;
  /** Rounds that were kept although it was so, since it would not end. */
  readonly busy: number;
}

export interface LoadWatch {
  /** Cores that others keep busy right now. */
  now(): Promise<number>;
  /** Runs the work, and says how many cores others kept busy meanwhile. */
  during<T>(work: () => Promise<T>): Promise<{ readonly value: T; readonly others: number }>;
  pause(ms: number): Promise<void>;
}

export interface RoundsOptions {
  readonly rounds: number;
  /** Keeps every round, whatever others do meanwhile. */
  readonly asIs?: boolean;
  readonly load: LoadWatch;
  readonly told: (line: string) => void;
}

/** Above it a round says more about the machine's other work than about what is measured. */
export const busyCores = 0.5;
const repeatsPerRound = 3;
const quietWaits = 20;
const quietPauseMs = 1_000;

/** Every way once a round, each round beginning with another way: ABC BCA CAB. Never AAABBB, which would measure the hour. */
export async function runRounds(contest: Contest, options: RoundsOptions): Promise<Measured> {
  const ways = [contest.ours, ...contest.baselines];
  const rounds: Round[] = [];
  let repeated = 0;
  for (let index = 0; index < options.rounds; index += 1) {
    for (const way of turned(ways, index)) {
      if (index >= (way.rounds ?? options.rounds)) continue;
      const { round, repeats } = await oneRound(way, options);
      repeated += repeats;
      rounds.push(round);
      options.told(roundLine(index, round));
    }
  }
  return { rounds, repeated, busy: rounds.filter(({ others }) => others > busyCores).length };
}

export function valuesOf(measured: Measured, way: Way): readonly number[] {
  return measured.rounds.filter((round) => round.way === way.name).map(({ ms }) => ms);
}

async function oneRound(way: Way, { asIs = false, load }: RoundsOptions): Promise<{ round: Round; repeats: number }> {
  for (let repeats = 0; ; repeats += 1) {
    if (!asIs) await quiet(load);
    const { value: ms, others } = await load.during(() => way.measure());
    if (asIs || others <= busyCores || repeats === repeatsPerRound)
      return { round: { way: way.name, ms, others }, repeats };
  }
}

/** Waits for the others to be done, within reason. */
async function quiet(load: LoadWatch): Promise<void> {
  for (let waits = 0; waits < quietWaits; waits += 1) {
    if ((await load.now()) <= busyCores) return;
    await load.pause(quietPauseMs);
  }
}

function turned<T>(items: readonly T[], by: number): readonly T[] {
  const from = by % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}

function roundLine(index: number, { way, ms, others }: Round): string {
  return `round ${index + 1}: ${way} ${ms.toFixed(1)} ms, others ${others.toFixed(2)} cores`;
}
