import { expect, it } from "vitest";
import { checkVerdict } from "./check-verdict.ts";

const check = (id: string, severity: "ok" | "warning" | "error" | "ignored") => ({ id, severity });
const well = [check("CPU", "ok"), check("FSYNC", "warning"), check("MAC", "ignored")];

it.each([
  ["without errors", well, 0],
  ["when all that is wrong is that hosts do not answer", [...well, check("AGENT", "error")], 69],
  ["when something else is wrong too", [check("AGENT", "error"), check("SWAP-FSTAB", "error")], 1],
])("%s", (_when, checks, code) => {
  expect(checkVerdict(checks)).toBe(code);
});
