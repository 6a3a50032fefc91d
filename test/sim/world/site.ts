import type { Command } from "@quorate/shared/command";
import type { ClusterEvent } from "@quorate/shared/events";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId, type RunId, type StepId } from "@quorate/shared/ids";
import { type Plan, planSteps } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";
import { MemoryLog } from "../memory-log.ts";
import { seededRandom } from "../random.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { SimAgent } from "./agent.ts";
import { type CoordinatorPoint, SimCoordinator } from "./coordinator.ts";
import { disk } from "./disk.ts";
import type { AgentPoint, Together } from "./handlers.ts";
import { Machine } from "./machine.ts";
import { Wire, type WireOptions } from "./wire.ts";

export interface SiteOptions {
  /** The plan for hosts as they are; asked again when a run ended without its cluster. */
  readonly plan: (facts: ReadonlyMap<HostId, Pick<HostFacts, "etcd" | "kubernetes">>, attempt: number) => Plan;
  readonly hosts: readonly string[];
  readonly seed: number;
  /** Mean of a step's duration, milliseconds. */
  readonly stepMs?: number;
  readonly diesAt?: (who: HostId | "coordinator", point: AgentPoint | CoordinatorPoint, step: string) => boolean;
  readonly fate?: WireOptions["fate"];
  /** What the operator does about an interrupted run; goes on with it unless given. */
  readonly interrupted?: "abort";
  /** How long nobody starts a coordinator that died, milliseconds. */
  readonly awayMs?: number;
}

export interface SiteEnd {
  readonly outcome: "done" | "failed" | "hung";
  /** Runs that were needed; one, when the first could always go on. */
  readonly runs: number;
  readonly digest: string;
  readonly violations: readonly string[];
}

type RunFinished = Extract<ClusterEvent, { type: "run.finished" }>;

const longestMs = 14_400_000;
const lookEveryMs = 500;
const mostRuns = 4;

/** A coordinator, agents and their machines, and an operator who goes on with whatever was interrupted. All but the network and time is real. */
export class Site {
  readonly clock = new VirtualClock();
  readonly log = new MemoryLog();
  readonly wire: Wire;
  readonly machines: ReadonlyMap<HostId, Machine>;
  readonly agents: ReadonlyMap<HostId, SimAgent>;
  coordinator: SimCoordinator | undefined;
  readonly #options: SiteOptions;
  readonly #steps = new Map<object, Map<string, StepId>>();
  readonly #intents = new Set<string>();
  readonly #violations: string[] = [];
  #runs = 0;
  #end: RunFinished | undefined;
  /** It was asked to begin or to go on, and has not answered yet. */
  #asked: SimCoordinator | undefined;

  constructor(options: SiteOptions) {
    this.#options = options;
    const { seed, stepMs = 100, fate } = options;
    const random = seededRandom(seed);
    const latencyMs = () => 0.2 + random();
    this.wire = new Wire({ clock: this.clock, latencyMs, ...(fate ? { fate } : {}) });
    this.log.subscribe(({ event }) => {
      if (event.type === "lease.granted") this.#intents.add(`${event.run} ${event.step} ${event.attempt}`);
    });
    disk.reset((path, text, moment) => this.#written(path, text, moment));
    this.machines = new Map(options.hosts.map((name) => [hostId(name), new Machine(hostId(name), this.clock)]));
    const together: Together = { machines: this.machines, tokens: new Map(), signed: new Set(), proofUntilNs: 0n };
    this.agents = new Map(
      [...this.machines].map(([host, machine]) => {
        const diesAt = (on: HostId, point: AgentPoint, step: StepId) => options.diesAt?.(on, point, step) === true;
        const stepOf = (on: HostId, kind: StepKind, input: object) => this.#steps.get(input)?.get(`${on} ${kind}`);
        const { clock, wire } = this;
        return [host, new SimAgent({ machine, together, wire, clock, random, stepMs, stepOf, diesAt })];
      }),
    );
  }

  /** Every run that the operator begins, to the end of the last. */
  async finish(): Promise<SiteEnd> {
    let done = false;
    let broken: unknown;
    this.#operate().then(
      () => {
        done = true;
      },
      (error: unknown) => {
        broken = error;
      },
    );
    await this.clock.run(() => done || broken !== undefined, longestMs);
    if (broken !== undefined) throw broken;
    const outcome = done ? (this.#end?.outcome ?? "failed") : "hung";
    const machines = [...this.machines.values()];
    return {
      ...{ outcome, runs: this.#runs },
      digest: machines.map((machine) => `${machine.host}\n${machine.digest}`).join("\n\n"),
      violations: [...this.#violations, ...machines.flatMap(({ violations }) => violations)],
    };
  }

  agent(name: string): SimAgent {
    const agent = this.agents.get(hostId(name));
    if (!agent) throw new Error(`no host ${name}`);
    return agent;
  }

  get hosts(): readonly string[] {
    return this.#options.hosts;
  }

  get failure(): RunFinished["failure"] {
    return this.#end?.failure;
  }

  get #mostRuns(): number {
    return this.#options.interrupted === "abort" ? 1 : mostRuns;
  }

  /** What an operator does who wants the cluster, whatever dies: start what is not running, resume what is interrupted. */
  async #operate(): Promise<void> {
    for (;;) {
      if (!this.coordinator || this.coordinator.dead) await this.#startCoordinator();
      await this.#proceed();
      if (this.#end?.outcome === "done" || (this.#end && this.#runs >= this.#mostRuns)) return;
      await this.clock.sleep(lookEveryMs);
    }
  }

  async #startCoordinator(): Promise<void> {
    const { clock, wire, log } = this;
    const diesAt = (point: CoordinatorPoint, step: string) =>
      this.#options.diesAt?.("coordinator", point, step) === true;
    const leaves = (command: Command) => this.#leaves(command);
    if (this.coordinator) await clock.sleep(this.#options.awayMs ?? 0);
    if (!log.full) this.coordinator = await SimCoordinator.start({ disk: log, wire, clock, diesAt, leaves });
  }

  #leaves({ type, lease: { run, step, attempt } }: Command): void {
    if (type !== "lease" || this.#intents.has(`${run} ${step} ${attempt}`)) return;
    this.#violations.push(`the lease of ${step} left before its intent was on disk`);
  }

  async #proceed(): Promise<void> {
    const { coordinator } = this;
    if (!coordinator || coordinator === this.#asked) return;
    const { currentRun } = coordinator.log.state();
    if (currentRun !== undefined && coordinator.runs.driven === currentRun) return;
    this.#end = currentRun === undefined ? this.log.events("run.finished").at(-1) : undefined;
    if (this.#end?.outcome === "done" || (this.#end && this.#runs >= this.#mostRuns)) return;
    if ([...this.machines.keys()].some((host) => !coordinator.registry.connected(host))) return;
    // A coordinator that dies meanwhile never answers; the next one is asked anew.
    this.#asked = coordinator;
    void this.#ask(coordinator, currentRun).finally(() => {
      if (this.#asked === coordinator) this.#asked = undefined;
    });
  }

  async #ask(coordinator: SimCoordinator, interrupted: RunId | undefined): Promise<void> {
    if (interrupted === undefined) await this.#begin(coordinator);
    else if (this.#options.interrupted === "abort") await coordinator.runs.abort(interrupted, "sim");
    else await coordinator.runs.resume(interrupted, "sim");
  }

  async #begin(coordinator: SimCoordinator): Promise<void> {
    this.#runs += 1;
    const facts = new Map([...this.machines].map(([host, machine]) => [host, machine.facts]));
    const plan = this.#options.plan(facts, this.#runs);
    for (const { host, kind, id, input } of planSteps(plan)) {
      const known = this.#steps.get(input) ?? new Map<string, StepId>();
      this.#steps.set(input, known.set(`${host} ${kind}`, id));
    }
    await coordinator.begin(`r-${this.#runs}`, plan);
  }

  #written(path: string, text: string, moment: "before" | "after"): void {
    const [, , host = ""] = path.split("/");
    for (const [, step] of text.matchAll(/"type":"finished","lease":\{"run":"[^"]*","epoch":"\d+","step":"([^"]+)"/g)) {
      this.agents.get(hostId(host))?.recorded(step as StepId, moment === "before" ? "unrecorded" : "unacked");
    }
  }
}
