import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { countsFolder, crashLine, tellCrashes, toldCrashes } from "./crash-counts.ts";

const folder = mkdtempSync(join(tmpdir(), "quorate-counts-"));
const counts = { points: { good: 671, all: 672 }, doubles: { good: 1000, all: 1000 } };

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it("what a tier counted of crashes is said at the end of all tiers too, and so is that one counted nothing", () => {
  vi.stubEnv(countsFolder, folder);
  const said = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  tellCrashes("sim", counts);
  expect(said).toHaveBeenCalledWith(`${crashLine(counts)}\n`);
  expect(toldCrashes(folder)).toEqual([
    "crash points: 671 of 672, double kills: 1000 of 1000 in the simulator",
    "crash points: none counted in the lab's sample",
  ]);
});
