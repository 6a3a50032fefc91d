import { expect, it } from "vitest";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { OutputBuffer } from "./output-buffer.ts";

it("a flood of lines leaves its newest, and the number of those that were dropped", () => {
  const clock = new ManualClock();
  const told: { readonly lines: readonly string[]; readonly dropped: number }[] = [];
  const buffer = new OutputBuffer(clock, (lines, dropped) => told.push({ lines, dropped }));
  for (let line = 0; line < 100; line++) buffer.add(`line ${line}`);
  buffer.add("waiting for dnf (pid 812), which holds the package manager's lock");
  buffer.flush();
  buffer.add("after it");
  buffer.flush();
  expect(told.map(({ lines, dropped }) => [lines.length, dropped, lines.at(-1)])).toEqual([
    [40, 61, "waiting for dnf (pid 812), which holds the package manager's lock"],
    [1, 0, "after it"],
  ]);
});
