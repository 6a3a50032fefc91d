import { readdirSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { RealCoordinator } from "./real-coordinator.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a coordinator of one user does not start on the state of another, and writes nothing there", async () => {
  const real = await RealCoordinator.start();
  await real.stop();
  const before = readdirSync(real.stateDir).toSorted();
  const me = process.geteuid?.() ?? 0;
  vi.spyOn(process, "geteuid").mockReturnValue(me + 1);
  await expect(real.startAgain()).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  expect(readdirSync(real.stateDir).toSorted()).toEqual(before);
  await real.remove();
});
