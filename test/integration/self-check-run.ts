import { systemClock } from "@quorate/shared/clock";
import { type HostId, type RunId, stepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import { driveRun } from "../../packages/coordinator/src/engine/drive-run.ts";
import type { OpenCore } from "./open-core.ts";

/** So many self-checks on each host, one after the other. */
export function selfChecks(hosts: readonly HostId[], count: number): Plan {
  const idOf = (host: HostId, ordinal: number) => stepId(`${host}/self-check-${ordinal}`);
  const steps = hosts.flatMap((host) =>
    Array.from(
      { length: count },
      (_, ordinal): Step => ({
        ...{ id: idOf(host, ordinal), kind: "agent.self-check", host, title: `check ${ordinal}` },
        ...{ needs: ordinal === 0 ? [] : [idOf(host, ordinal - 1)], input: { ordinal }, timeoutMs: 10_000, retries: 1 },
      }),
    ),
  );
  return {
    ...{ hash: "h", cluster: "demo", specHash: "s", hosts, barriers: [], assertions: [] },
    phases: [{ name: "check", title: "Check the agents", steps }],
  };
}

/** Drives a plan over the agents of an open core, to its end. */
export async function runAll({ core, log }: OpenCore, run: RunId, plan: Plan) {
  await log.append({ type: "run.started", run, plan, by: "test", ignoredChecks: [] });
  const settings = { plan, run, epoch: core.epoch, secrets: { of: () => ({}) }, lostAfterMs: 15_000 };
  const end = await driveRun(settings, { fleet: core.registry, log, clock: systemClock }).over;
  if (end === "paused") throw new Error("nobody paused it");
  return end;
}
