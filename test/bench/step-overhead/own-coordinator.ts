import { systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { hostId, runId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { Plan } from "@quorate/shared/plan";
import { driveRun } from "../../../packages/coordinator/src/engine/drive-run.ts";
import { openStateDirectory } from "../../../packages/coordinator/src/journal/state-directory.ts";
import { openCore } from "../../../packages/coordinator/src/rpc/coordinator-core.ts";
import { openLiveLog } from "../../../packages/coordinator/src/rpc/live-log.ts";
import { openNetworkPorts } from "../../../packages/coordinator/src/rpc/network-ports.ts";

export interface OwnCoordinator {
  /** Runs a plan to its end and gives its duration by the coordinator's clock, milliseconds. */
  run(plan: Plan): Promise<number>;
  connected(hosts: readonly string[]): boolean;
  stop(): Promise<void>;
}

/**
 * The coordinator as the daemon is, without its admin socket: that one takes cluster files only, and what is run here is in
 * none. The agents that are enrolled in this state directory find it at the same address.
 */
export async function openCoordinator(stateDir: string, address: string): Promise<OwnCoordinator> {
  const clock = systemClock;
  const logger = createLogger("bench", "warn");
  const stopping = new AbortController();
  const directory = openStateDirectory(stateDir);
  const log = openLiveLog(directory.eventsFile, clock);
  const rest = { version: "0.0.0", agentLifeMs: 86_400_000, stopping: stopping.signal };
  const core = await openCore({ directory, log, clock, logger, ...rest });
  const limits = { total: 64, perAddress: 64 };
  const network = await openNetworkPorts(
    {
      enrolAddress: `${address}:7444`,
      controlAddress: `${address}:7443`,
      advertise: [address],
      enrolLimits: limits,
      controlLimits: limits,
      clock,
      logger,
    },
    core,
  );
  const { registry, epoch } = core;
  let runs = 0;
  return {
    run: async (plan) => {
      runs += 1;
      const run = runId(`bench-${process.pid}-${runs}`);
      await log.append({ type: "run.started", run, plan, by: "bench", ignoredChecks: [] });
      const settings = {
        plan,
        run,
        epoch,
        secrets: { of: () => ({}) },
        lostAfterMs: 15_000,
        stopping: stopping.signal,
      };
      const end = await driveRun(settings, { fleet: registry, log, clock, stopping: stopping.signal }).over;
      if (end === "paused") throw new Error("nobody pauses a benchmark");
      const { outcome, durationMs, failure } = end;
      if (outcome !== "done") throw new Error(`the run of steps that do nothing failed: ${failure?.message}`);
      return durationMs;
    },
    connected: (hosts) => hosts.every((host) => registry.connected(hostId(host))),
    stop: async () => {
      const reason = new AppError("COORDINATOR_UNREACHABLE", "the benchmark is over");
      stopping.abort(reason);
      registry.stop(reason);
      await network.stop(0);
      log.close();
      directory.close();
    },
  };
}
