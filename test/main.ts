// `npm test`: every tier in turn, then what the simulator and the lab counted of crashes, and one line that counts all tests.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countsFolder, toldCrashes } from "./faults/crash-counts.ts";

const tiers = ["unit", "sim", "integration", "hostile", "lab"] as const;
const checks: readonly (readonly [string, ...string[]])[] = [
  ["biome", "ci", "."],
  ["buf", "lint"],
  [process.execPath, "test/lab/build.ts"],
];

const folder = mkdtempSync(join(tmpdir(), "quorate-test-"));

interface Count {
  readonly passed: number;
  readonly failed: number;
}

function run(command: string, args: readonly string[]): boolean {
  process.stdout.write(`\n$ ${[command, ...args].join(" ")}\n`);
  const env = { ...process.env, [countsFolder]: folder };
  return spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"], env }).status === 0;
}

/** A tier that dies without a report counts as one failure. */
function runTier(name: string): Count {
  const report = join(folder, `${name}.json`);
  const ended = run("vitest", [
    "run",
    "--project",
    name,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  try {
    const { numPassedTests: passed, numFailedTests: failed, success } = JSON.parse(readFileSync(report, "utf8"));
    return { passed, failed: failed > 0 || (ended && success) ? failed : 1 };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const counts: Count[] = checks.map(([command, ...args]) =>
  run(command, args) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
);
counts.push(...tiers.map(runTier));
const crashes = toldCrashes(folder);
rmSync(folder, { recursive: true });

const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
process.stdout.write(`\n${crashes.join("\n")}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
