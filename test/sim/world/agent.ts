import { AppError } from "@quorate/shared/errors";
import type { HostId, StepId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { StepKind } from "@quorate/shared/step/contract";
import { Journal } from "../../../packages/agent/src/runner/journal.ts";
import { LeaseDesk } from "../../../packages/agent/src/runner/lease-desk.ts";
import { StepRunner } from "../../../packages/agent/src/runner/step-runner.ts";
import { CertificateDesk } from "../../../packages/agent/src/session/certificate-desk.ts";
import { keepSession } from "../../../packages/agent/src/session/keep-session.ts";
import { Outbox } from "../../../packages/agent/src/session/outbox.ts";
import { Pulse } from "../../../packages/agent/src/session/pulse.ts";
import { fakeFacts } from "../../fakes/cluster.ts";
import { fakeHost } from "../../fakes/fake-host.ts";
import type { VirtualClock } from "../virtual-clock.ts";
import { machineCommands } from "./commands.ts";
import { disk } from "./disk.ts";
import { type AgentPoint, machineHandlers, type Together } from "./handlers.ts";
import type { Machine } from "./machine.ts";
import { ProcessClock } from "./process-clock.ts";
import type { Wire } from "./wire.ts";

export interface AgentPorts {
  readonly machine: Machine;
  readonly together: Together;
  readonly wire: Wire;
  readonly clock: VirtualClock;
  readonly random: () => number;
  /** Mean of a step's duration, milliseconds. */
  readonly stepMs: number;
  /** Which step the input belongs to. */
  readonly stepOf: (host: HostId, kind: StepKind, input: object) => StepId | undefined;
  /** True: the agent dies right here. */
  readonly diesAt: (host: HostId, point: AgentPoint, step: StepId) => boolean;
}

const log = createLogger("sim", "silent");
const steps = fakeHost({});
const restartMs = 1_000;
const health = {
  ...{ load1: 0, memoryTotalBytes: 1, memoryAvailableBytes: 1, diskTotalBytes: 1, diskAvailableBytes: 1 },
  ...{ units: [], vipHeld: false },
};

/** The real agent of one machine, from its session down to its journal, in a process that can be killed. systemd starts it again. */
export class SimAgent {
  readonly #ports: AgentPorts;
  #process: ProcessClock | undefined;
  #slowness = 1;
  kills = 0;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
    this.start();
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  start(): void {
    const process = new ProcessClock(this.#ports.clock);
    process.slowness = this.#slowness;
    this.#process = process;
    void this.#run(process);
  }

  /** kill -9: what it had in memory is gone, what it had on disk and what it had started is not. */
  kill(): void {
    const { machine, wire, clock } = this.#ports;
    if (!this.#process) return;
    this.kills += 1;
    this.#process.die();
    this.#process = undefined;
    disk.kill(machine.host);
    wire.closeAll(machine.host);
    clock.after(restartMs, () => this.#process ?? this.start());
  }

  slowDown(factor: number): void {
    this.#slowness = factor;
    if (this.#process) this.#process.slowness = factor;
  }

  /** To be called by the disk: the attempt's end is about to be written, or is written. */
  recorded(step: StepId, point: "unrecorded" | "unacked"): void {
    if (this.#process && this.#ports.diesAt(this.#ports.machine.host, point, step)) this.kill();
  }

  async #run(process: ProcessClock): Promise<void> {
    const { machine, wire, random } = this.#ports;
    const { host } = machine;
    const journal = await Journal.open(`/sim/${host}`);
    const pulse = new Pulse({ clock: process, bootId: `boot-${host}`, health: () => health });
    const outbox = new Outbox();
    const certificates = new CertificateDesk((message) => outbox.answer(message));
    const runner = new StepRunner({
      handlers: this.#handlers(process),
      ...{ host: steps, clock: process, longCommands: machineCommands(machine, process) },
      ...{ clockEstimate: () => pulse.estimate, requestCertificate: notHere, bundleFile: noBundle },
    });
    const desk = new LeaseDesk({ journal, runner, log, report: (report) => process.dead || outbox.report(report) });
    const facts = async () => fakeFacts({ name: host, address: "10.0.0.1", role: "control-plane" }, machine.facts);
    await keepSession(
      {
        connect: (events) => (process.dead ? dead : wire.connect(host, events)),
        ...{
          clock: process,
          log,
          agentVersion: "0.1.0",
          bootId: `boot-${host}`,
          journal,
          desk,
          outbox,
          pulse,
          certificates,
        },
        ...{ facts, renewal, watch: async () => undefined },
      },
      new AbortController().signal,
      random,
    );
  }

  #handlers(process: ProcessClock) {
    const { machine, together, random, stepMs, stepOf, diesAt } = this.#ports;
    const { host } = machine;
    return machineHandlers({
      ...{ machine, together },
      // Exponential: most steps are quick, some are slow.
      stepMs: () => -Math.log(1 - random()) * stepMs,
      at: (point, kind, input) => {
        if (process.dead) return new Promise(() => undefined);
        const step = stepOf(host, kind, input);
        if (step === undefined || !diesAt(host, point, step)) return Promise.resolve();
        this.kill();
        return new Promise(() => undefined);
      },
    });
  }
}

/** Certificates do not age here. */
const renewal = {
  welcomed: () => undefined,
  answered: async () => undefined,
  closed: () => undefined,
  ensureAlive: async () => undefined,
};

const dead = { send: () => true, close: () => undefined };

function noBundle(): never {
  throw new AppError("INTERNAL", "no bundle here");
}

async function notHere(): Promise<never> {
  throw new AppError("INTERNAL", "no certificates here");
}
