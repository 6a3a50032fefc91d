import { expect, it } from "vitest";
import { eventsSince } from "./argument.ts";

it.each([
  ["0", { seq: 0 }],
  ["149", { seq: 149 }],
  ["10m", { agoMs: 600_000 }],
  ["2026-01-01T12:00:00Z", { at: Date.UTC(2026, 0, 1, 12) }],
])("events begin at %s", (text, since) => {
  expect(eventsSince(text)).toEqual(since);
});

it.each(["soon", "-1", "2026-13-01T00:00:00Z", "yesterday", ""])("refuses %j with what may be written", (text) => {
  expect(() => eventsSince(text)).toThrow("Write the number of an event, a time like 10m");
});
