import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { tellCrashes } from "../faults/crash-counts.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where test files of the simulator leave what they counted. */
    tally: string;
  }
}

interface Count {
  readonly what: string;
  readonly good: number;
  readonly all: number;
}

/** What one test file counted, for the line at the end of all of them. */
export function count(directory: string, { what, good, all }: Count): void {
  const name = `${what}-${process.pid}-${readdirSync(directory).length}.json`;
  writeFileSync(join(directory, name.replaceAll(" ", "-")), JSON.stringify({ what, good, all }));
}

/** One line when the simulator is through: how many crashes there were, and how many of them came to the right end. */
export default function setup(project: TestProject): () => void {
  const directory = mkdtempSync(join(tmpdir(), "quorate-tally-"));
  project.provide("tally", directory);
  return () => {
    const counts = readdirSync(directory).map((name): Count => JSON.parse(readFileSync(join(directory, name), "utf8")));
    rmSync(directory, { recursive: true });
    if (counts.length === 0) return;
    const sum = (what: string, of: "good" | "all") =>
      counts.filter((each) => each.what === what).reduce((total, each) => total + each[of], 0);
    const share = (what: string) => ({ good: sum(what, "good"), all: sum(what, "all") });
    tellCrashes("sim", { points: share("crash points"), doubles: share("double kills") });
  };
}
