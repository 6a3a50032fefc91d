import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";

/** The unit itself gives etcd 20 s (TimeoutStopSec). */
const politeMs = 15_000;
const killedMs = 5_000;

/** Stops the unit, by force when it does not heed. Says how, in words; undefined when it did not run. */
export async function stopMember(ctx: StepContext, unit: string): Promise<string | undefined> {
  if (await isDown(ctx, unit)) return undefined;
  const { host } = ctx;
  // The step may be canceled already: undoing must not be.
  await host.run(["systemctl", "stop", "--no-block", "--", unit]);
  if (await waitUntilDown(ctx, unit, politeMs)) return `stopped ${unit}`;
  await host.run(["systemctl", "kill", "--signal=SIGKILL", "--", unit]);
  if (await waitUntilDown(ctx, unit, killedMs)) return `killed ${unit}, which did not stop within ${politeMs / 1000} s`;
  throw new AppError("STEP_COMMAND_FAILED", `${unit} does not stop, not even when it is killed`, {
    hint: `on the host: systemctl status ${unit}`,
  });
}

async function waitUntilDown(ctx: StepContext, unit: string, limitMs: number): Promise<boolean> {
  const started = ctx.clock.monoNs();
  while (elapsedMs(ctx.clock, started) < limitMs) {
    if (await isDown(ctx, unit)) return true;
    await ctx.clock.sleep(100);
  }
  return false;
}

async function isDown(ctx: StepContext, unit: string): Promise<boolean> {
  const { active, mainPid } = await unitState(ctx.host, unit);
  return (active === "inactive" || active === "failed" || active === "") && mainPid === 0;
}
