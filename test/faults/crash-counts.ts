import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Share {
  readonly good: number;
  readonly all: number;
}

/** How many crashes there were, and how many of them came to the right end. */
export interface CrashCounts {
  readonly points: Share;
  readonly doubles: Share;
}

/** Where `npm test` has the tiers leave what they counted. */
export const countsFolder = "QUORATE_CRASH_COUNTS";
/** The tiers that count, and what their line is of. */
const counted = { sim: "in the simulator", lab: "in the lab's sample" } as const;

export function crashLine({ points, doubles }: CrashCounts): string {
  return `crash points: ${points.good} of ${points.all}, double kills: ${doubles.good} of ${doubles.all}`;
}

/** Says the line, and leaves it for the end of `npm test` when that is what runs. */
export function tellCrashes(tier: keyof typeof counted, counts: CrashCounts): void {
  const line = crashLine(counts);
  process.stdout.write(`${line}\n`);
  const folder = process.env[countsFolder];
  if (folder !== undefined) writeFileSync(join(folder, `${tier}.txt`), line);
}

/** One line for each tier that counts. */
export function toldCrashes(folder: string): readonly string[] {
  return Object.entries(counted).map(([tier, where]) => {
    try {
      return `${readFileSync(join(folder, `${tier}.txt`), "utf8")} ${where}`;
    } catch {
      return `crash points: none counted ${where}`;
    }
  });
}
