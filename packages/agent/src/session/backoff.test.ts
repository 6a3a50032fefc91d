import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

test("the limit doubles from half a second and ends at five seconds, however often it failed", () => {
  const limits = [0, 1, 2, 3, 4, 5, 1_000].map((failures) => backoffMs(failures, () => 1));
  expect(limits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test("any wait below the limit may come, also none", () => {
  expect(backoffMs(3, () => 0)).toBe(0);
  expect(backoffMs(3, () => 0.5)).toBe(2_000);
});
