import { parseArgs } from "node:util";
import { coordinatorPoints } from "./coordinator-failpoints.ts";
import { points } from "./failpoints.ts";

/** Who dies: an agent or the coordinator in bootstraps, either of them in resets. */
export const sides = ["agent", "coordinator", "reset"] as const;
export type Side = (typeof sides)[number];

const pointsOf: Readonly<Record<Side, readonly string[]>> = {
  agent: points,
  coordinator: coordinatorPoints,
  reset: [...points, ...coordinatorPoints],
};

export interface FaultArguments {
  readonly seed: number;
  /** All of them when none is named. */
  readonly sides: ReadonlySet<Side>;
  /** The one point that is tried; undefined: every one. */
  readonly only: string | undefined;
  /** How many double kills: 20, and none when sides are named. */
  readonly doubles: number;
  /** Keeps what the run without crashes did for the next part. */
  readonly reference: string | undefined;
}

export class UsageError extends Error {}

export const usage = `usage: npm run test:faults -- [options]

  --side SIDE       ${sides.join(", ")}: this one alone, without double kills; may be given more than once
  --only POINT      one point: ${[...points, ...coordinatorPoints].join(", ")}
  --doubles N       how many double kills (20)
  --seed N          of their steps and victims (4)
  --reference FILE  keep what the run without crashes did, or take it from there`;

/** Throws UsageError on what it does not know. */
export function parseFaultArguments(args: readonly string[]): FaultArguments {
  const { side = [], only, reference, seed, doubles } = parsed(args);
  const chosen = new Set(side.map(asSide));
  const all = chosen.size === 0 ? new Set(sides) : chosen;
  if (only !== undefined && ![...all].some((each) => pointsOf[each].includes(only))) {
    throw new UsageError(`--only ${only}: no point of ${[...all].join(", ")}`);
  }
  return {
    seed: count("seed", seed ?? "4"),
    sides: all,
    only,
    doubles: count("doubles", doubles ?? (chosen.size === 0 ? "20" : "0")),
    reference,
  };
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  const options = {
    seed: text,
    doubles: text,
    only: text,
    reference: text,
    side: { ...text, multiple: true },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(String((error as Error).message), { cause: error });
  }
}

function asSide(name: string): Side {
  const side = sides.find((known) => known === name);
  if (side === undefined) throw new UsageError(`--side ${name}: there are ${sides.join(", ")}`);
  return side;
}

function count(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${name} ${text}: a whole number is wanted`);
  return Number(text);
}
