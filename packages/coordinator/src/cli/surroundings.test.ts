import { expect, test } from "vitest";
import { realSurroundings } from "./surroundings.ts";

test("standard output is watched once for the process, however often its surroundings are asked for", () => {
  realSurroundings();
  const listeners = process.stdout.listenerCount("error");
  for (let times = 0; times < 12; times++) realSurroundings();
  expect(process.stdout.listenerCount("error")).toBe(listeners);
});
