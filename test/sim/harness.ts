import { type HostId, hostId, runId } from "@quorate/shared/ids";
import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import { driveRun, type RunFinished } from "../../packages/coordinator/src/engine/drive-run.ts";
import { buildPlan } from "../../packages/coordinator/src/plan/build-plan.ts";
import type { ClusterSpec } from "../../packages/coordinator/src/spec/cluster-spec.ts";
import { factsOf, fakeHosts, fakeSharedPki, fakeSpec } from "../fakes/cluster.ts";
import { MemoryLog } from "./memory-log.ts";
import { seededRandom } from "./random.ts";
import { SimFleet, type SimFleetOptions } from "./sim-fleet.ts";
import { VirtualClock } from "./virtual-clock.ts";

export function simPlan(hosts: number, overrides: Partial<ClusterSpec> = {}): Plan {
  const spec = fakeSpec({ hosts: fakeHosts(hosts), ...overrides });
  const freshToken = "demo-0123456789abcdef";
  return buildPlan({ spec, specHash: "sim", facts: factsOf(spec), freshToken, pki: fakeSharedPki() });
}

type Faults = Partial<Pick<SimFleetOptions, "network" | "trouble" | "stepMs">>;

/** One coordinator, n simulated agents, virtual time; watches the promises that hold in every run. */
export class Simulation {
  readonly clock = new VirtualClock();
  readonly log = new MemoryLog();
  readonly fleet: SimFleet;
  readonly plan: Plan;
  readonly violations: string[] = [];
  readonly #run: string;

  constructor(plan: Plan, seed: number, faults: Faults = {}, run = "r-1") {
    this.plan = plan;
    this.#run = run;
    this.fleet = new SimFleet({
      hosts: plan.hosts,
      clock: this.clock,
      random: seededRandom(seed),
      onSend: (host, command) => this.#watch(host, command),
      ...faults,
    });
  }

  /** The run's end, or undefined when it hung beyond an hour of virtual time. */
  async finish(): Promise<RunFinished | undefined> {
    let finished: RunFinished | undefined;
    let broken: unknown;
    const settings = {
      plan: this.plan,
      run: runId(this.#run),
      epoch: 1n,
      secrets: { of: () => ({}) },
      lostAfterMs: 15_000,
    };
    driveRun(settings, { fleet: this.fleet, log: this.log, clock: this.clock }).over.then(
      (event) => {
        if (event !== "paused") finished = event;
      },
      (error: unknown) => {
        broken = error;
      },
    );
    await this.clock.run(() => finished !== undefined || broken !== undefined, 3_600_000);
    if (broken !== undefined) throw broken;
    return finished;
  }

  host(name: string) {
    const host = this.fleet.hosts.get(hostId(name));
    if (!host) throw new Error(`no simulated host ${name}`);
    return host;
  }

  #watch(host: HostId, command: Parameters<SimFleet["send"]>[1]): void {
    const { step, attempt } = command.lease;
    if (command.type === "lease") {
      const intent = this.log.events("lease.granted").some((event) => event.step === step && event.attempt === attempt);
      if (!intent) this.violations.push(`lease of ${step} left before its intent was on disk`);
      this.#needsDone(step);
    }
    if (command.type === "fire" && !this.log.events("barrier.fired").some((event) => event.host === host)) {
      this.violations.push(`fire of ${step} left before its intent was on disk`);
    }
  }

  #needsDone(id: string): void {
    const good = this.log
      .events("step.finished")
      .filter(({ outcome }) => outcome === "changed" || outcome === "unchanged");
    const done = new Set<string>(good.map(({ step }) => step));
    const all = new Map<string, Step>(planSteps(this.plan).map((step) => [step.id, step]));
    for (const need of all.get(id)?.needs ?? []) {
      if (all.has(need) && !done.has(need)) this.violations.push(`${id} was leased before ${need} was done`);
    }
  }
}
