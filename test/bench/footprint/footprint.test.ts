import { expect, it } from "vitest";
import { startOf } from "./agent-way.ts";
import { rollupBytes, spentMs } from "./idle-figures.ts";

it("memory is read by its name, and what is not there is none", () => {
  const text =
    "Rss:               91812 kB\nPss:               63137 kB\nPss_Anon:          37000 kB\nAnonymous:         37840 kB\n";
  expect(rollupBytes(text, "Anonymous")).toBe(37_840 * 1_024);
  expect(rollupBytes(text, "Pss")).toBe(63_137 * 1_024);
  expect(rollupBytes("", "Rss")).toBe(0);
});

it("systemd's moment of a start is read to the microsecond", () => {
  expect(startOf("Sat 2026-11-28 11:08:34.123456 UTC\n")).toBeCloseTo(Date.UTC(2026, 10, 28, 11, 8, 34) + 123.456, 3);
  expect(startOf("")).toBeNaN();
});

it("processor time is that of a process and of its children that have ended, whatever its name", () => {
  const before = "4711 (a ) b) S 1 4711 4711 0 -1 4194560 900 80 0 0";
  expect(spentMs(`${before} 12 3 40 5 20 0 11 0 9999 1 2`)).toBe(600);
  expect(spentMs("")).toBe(0);
});
