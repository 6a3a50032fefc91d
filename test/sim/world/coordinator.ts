import type { Command } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { type HostId, runId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { Plan } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { Runs } from "../../../packages/coordinator/src/engine/runs.ts";
import { AgentRegistry, defaultRegistrySettings } from "../../../packages/coordinator/src/fleet/agent-registry.ts";
import type { AgentSession } from "../../../packages/coordinator/src/fleet/agent-session.ts";
import type { AgentStream } from "../../../packages/coordinator/src/fleet/agent-stream.ts";
import type { Fleet } from "../../../packages/coordinator/src/fleet/fleet.ts";
import type { EventLog } from "../../../packages/coordinator/src/journal/event-log.ts";
import { type LiveLog, liveLog } from "../../../packages/coordinator/src/rpc/live-log.ts";
import { fakeSharedPki } from "../../fakes/cluster.ts";
import type { MemoryLog } from "../memory-log.ts";
import type { VirtualClock } from "../virtual-clock.ts";
import { ProcessClock } from "./process-clock.ts";
import type { StreamEvents, Wire } from "./wire.ts";

export type CoordinatorPoint = "before-intent" | "unsent" | "sent" | "unsaved" | "saved";

export interface CoordinatorPorts {
  readonly disk: MemoryLog;
  readonly wire: Wire;
  readonly clock: VirtualClock;
  /** True: the coordinator dies right here. */
  readonly diesAt: (point: CoordinatorPoint, step: string) => boolean;
  /** Sees every command as it leaves. */
  readonly leaves: (command: Command) => void;
}

const logger = createLogger("sim", "silent");
const never = <T>(): Promise<T> => new Promise(() => undefined);

/** The real coordinator behind its sockets, in a process that can be killed: its log is what stays. */
export class SimCoordinator {
  readonly runs: Runs;
  readonly registry: AgentRegistry;
  readonly log: LiveLog;
  readonly #ports: CoordinatorPorts;
  readonly #process: ProcessClock;
  readonly #stopping = new AbortController();
  readonly #epoch: bigint;

  private constructor(ports: CoordinatorPorts) {
    this.#ports = ports;
    this.#process = new ProcessClock(ports.clock);
    const clock = this.#process;
    this.log = liveLog(this.#failing(ports.disk));
    this.#epoch = this.log.state().epoch + 1n;
    const certificates = { answer: () => never<never>() };
    const renewals = { answer: () => never<never>(), adopt: () => false };
    const settings = {
      ...defaultRegistrySettings,
      epoch: this.#epoch,
      instance: `start ${this.#epoch}`,
      cluster: "sim",
    };
    this.registry = new AgentRegistry({ log: this.log, clock, logger, certificates, renewals }, settings);
    this.runs = new Runs({
      ...{ fleet: this.#failingFleet(), log: this.log, state: this.log.state, clock, epoch: this.#epoch },
      openSecrets: async (run) => ({ of: (step) => secretsOf(step.secrets ?? [], run ?? "") }),
      ...{ forgetSecrets: () => undefined, sharedPki: async () => fakeSharedPki(), stopping: this.#stopping.signal },
    });
  }

  static async start(ports: CoordinatorPorts): Promise<SimCoordinator> {
    const coordinator = new SimCoordinator(ports);
    await coordinator.log.append({ type: "coordinator.started", epoch: `${coordinator.#epoch}`, version: "0.1.0" });
    // A daemon whose log cannot be written stops.
    coordinator.log.broken.catch(() => coordinator.kill());
    ports.wire.listen({ opened: (host, stream) => coordinator.#opened(host, stream) });
    return coordinator;
  }

  get dead(): boolean {
    return this.#process.dead;
  }

  get epoch(): bigint {
    return this.#epoch;
  }

  /** As a bootstrap whose plan is made already. */
  async begin(run: string, plan: Plan): Promise<void> {
    await this.log.append({ type: "run.started", run: runId(run), plan, by: "sim", ignoredChecks: [], wish: "sim" });
    await this.runs.resume(run, "sim");
  }

  /** kill -9. */
  kill(): void {
    if (this.dead) return;
    this.#process.die();
    this.#stopping.abort(new AppError("COORDINATOR_UNREACHABLE", "killed"));
    this.#ports.wire.listen(undefined);
  }

  /** The hello's checks are those of rpc/control-call.ts. */
  #opened(host: HostId, stream: AgentStream): StreamEvents {
    let session: AgentSession | undefined;
    return {
      message: (message) => {
        if (this.dead) return;
        if (session) return this.registry.receive(session, message);
        if (message.type !== "hello") return;
        if (message.hello.epoch > this.#epoch)
          return stream.end(new AppError("STALE_EPOCH", `${host} obeyed a later one`));
        session = this.registry.attach(host, message.hello, stream);
      },
      closed: (reason) => {
        if (session && !this.dead) this.registry.detach(session, reason);
      },
    };
  }

  /** The log on disk as this process writes it; a dead process writes nothing and hears nothing. */
  #failing(disk: MemoryLog): EventLog {
    return {
      append: async (...events) => {
        if (this.dead || this.#dies(events, "before-intent", "unsaved")) return never();
        const records = await disk.append(...events);
        if (this.dead || this.#dies(events, "unsent", "saved")) return never();
        return records;
      },
      read: (since) => disk.read(since),
      subscribe: (listener: (record: EventRecord) => void) =>
        disk.subscribe((record) => {
          if (!this.dead) listener(record);
        }),
      get lastSeq() {
        return disk.lastSeq;
      },
      close: () => undefined,
    };
  }

  #dies(events: readonly ClusterEvent[], ofLease: CoordinatorPoint, ofEnd: CoordinatorPoint): boolean {
    const due = events.some(
      (event) =>
        (event.type === "lease.granted" && this.#ports.diesAt(ofLease, event.step)) ||
        (event.type === "step.finished" && this.#ports.diesAt(ofEnd, event.step)),
    );
    if (due) this.kill();
    return due;
  }

  #failingFleet(): Fleet {
    const { registry } = this;
    return {
      send: (host, command) => {
        if (this.dead) return false;
        this.#ports.leaves(command);
        const sent = registry.send(host, command);
        if (command.type === "lease" && this.#ports.diesAt("sent", command.lease.step)) this.kill();
        return sent;
      },
      connected: (host) => registry.connected(host),
      facts: (host) => registry.facts(host),
      clock: (host) => registry.clock(host),
      onReport: (listener) => registry.onReport(listener),
      onPresence: (listener) => registry.onPresence(listener),
    };
  }
}

function secretsOf(names: readonly string[], run: string) {
  return Object.fromEntries(names.map((name) => [name, new Secret(`${name} of ${run}`)]));
}
