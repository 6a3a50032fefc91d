import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { makeToken } from "../../packages/coordinator/src/fleet/make-token.ts";
import { openStateDirectory } from "../../packages/coordinator/src/journal/state-directory.ts";
import { type CoordinatorCore, openCore } from "../../packages/coordinator/src/rpc/coordinator-core.ts";
import { type LiveLog, openLiveLog } from "../../packages/coordinator/src/rpc/live-log.ts";
import { type NetworkPorts, openNetworkPorts } from "../../packages/coordinator/src/rpc/network-ports.ts";
import type { EnrolPlace } from "./real-agent.ts";

/** The inside of a coordinator with its two network ports, for tests that drive the engine or the fleet themselves. */
export class OpenCore implements EnrolPlace {
  readonly core: CoordinatorCore;
  readonly log: LiveLog;
  readonly ports: NetworkPorts;
  readonly #close: () => Promise<void>;

  private constructor(core: CoordinatorCore, log: LiveLog, ports: NetworkPorts, close: () => Promise<void>) {
    this.core = core;
    this.log = log;
    this.ports = ports;
    this.#close = close;
  }

  static async open(): Promise<OpenCore> {
    const stateDir = mkdtempSync(join(tmpdir(), "quorate-core-"));
    const [clock, logger] = [systemClock, createLogger("test", "silent")];
    const directory = openStateDirectory(stateDir);
    const log = openLiveLog(directory.eventsFile, clock);
    const stop = new AbortController();
    const core = await openCore({
      directory,
      log,
      version: "0.1.0",
      agentLifeMs: 86_400_000,

      clock,
      logger,
      stopping: stop.signal,
    });
    const limits = { total: 100, perAddress: 100 };
    const ports = await openNetworkPorts(
      {
        ...{ enrolAddress: "127.0.0.1:0", controlAddress: "127.0.0.1:0", advertise: ["127.0.0.1"] },
        ...{ enrolLimits: limits, controlLimits: limits, clock, logger },
      },
      core,
    );
    return new OpenCore(core, log, ports, async () => {
      stop.abort();
      core.registry.stop(new AppError("COORDINATOR_UNREACHABLE", "test over"));
      await ports.stop(500);
      log.close();
      directory.close();
      rmSync(stateDir, { recursive: true, force: true });
    });
  }

  get enrolPort(): number {
    return this.ports.enrolPort;
  }

  get caHash(): string {
    return this.core.fleetAuthority.caHash;
  }

  async newToken(hostName: string): Promise<Secret<string>> {
    const wish = { host: hostId(hostName), address: "127.0.0.1", ttlMs: 60_000, by: "test" };
    return (await makeToken(wish, { log: this.log, clock: systemClock })).token;
  }

  close(): Promise<void> {
    return this.#close();
  }
}
