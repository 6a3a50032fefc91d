import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzz, openTargets } from "./fuzz.ts";
import type { FuzzTarget } from "./target.ts";

let targets: readonly FuzzTarget[] = [];
beforeAll(async () => {
  targets = await openTargets();
});
afterAll(async () => {
  for (const target of targets) await target.close?.();
});

// A bounded share of what `npm run fuzz` does for as long as one likes, with the same seed each time.
test("fault 51: 20,000 frames, messages, step inputs, specs and files of others' making are refused or understood", async () => {
  const { cases, crashes, perTarget } = await fuzz(targets, { cases: 20_000, seed: 1 });
  expect(crashes).toEqual([]);
  expect(cases).toBeGreaterThanOrEqual(20_000);
  expect(Object.values(perTarget).every((count) => count >= 50)).toBe(true);
});
