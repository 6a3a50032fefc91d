import type { ErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import { createLogger } from "@quorate/shared/log";
import { expect, test } from "vitest";
import { idleRenewal } from "../../../../test/fakes/idle-renewal.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { keepSession } from "./keep-session.ts";
import type { SessionParts } from "./session.ts";

/** How often a session is tried within the time when each try ends like this. */
async function tries(code: ErrorCode, ms: number): Promise<number> {
  const [clock, stop, asked] = [new ManualClock(), new AbortController(), { times: 0 }];
  const ensureAlive = async (): Promise<void> => {
    asked.times += 1;
    throw new AppError(code, "so it is");
  };
  const renewal = { ...idleRenewal, ensureAlive };
  const parts = { renewal, clock, log: createLogger("test", "silent") } as unknown as SessionParts;
  const over = keepSession(parts, stop.signal, () => 1);
  await clock.advance(ms);
  stop.abort(new AppError("HOST_LOST", "test over"));
  await over;
  return asked.times;
}

test("an agent that is refused asks again after a minute, since only people can change it", async () => {
  expect(await tries("AGENT_NOT_ENROLLED", 59_000)).toBe(1);
  expect(await tries("PERMISSION_DENIED", 121_000)).toBe(3);
});

test("an agent that finds nobody asks again every few seconds", async () => {
  expect(await tries("COORDINATOR_UNREACHABLE", 60_000)).toBeGreaterThan(10);
});
