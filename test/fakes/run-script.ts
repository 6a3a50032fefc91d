import type { BarrierMark, ClusterEvent, EventRecord } from "@quorate/shared/events";
import { barrierId, hostId, runId, type StepId, stepId } from "@quorate/shared/ids";
import { type Plan, planSteps } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";
import { buildPlan } from "../../packages/coordinator/src/plan/build-plan.ts";
import { factsOf, fakeSpec } from "./cluster.ts";

type Finished = Extract<ClusterEvent, { type: "step.finished" }>;

export const scriptHosts: readonly string[] = ["k8s-master90", "k8s-master91", "k8s-master93"];

/** The plan of three hosts with the names of the blog post. */
export function scriptPlan(names: readonly string[] = scriptHosts): Plan {
  const hosts = names.map((name, index) => ({
    name,
    address: `192.168.1.${90 + index}`,
    role: "control-plane" as const,
  }));
  const spec = fakeSpec({
    name: "prod",
    hosts,
    endpoint: { vip: "192.168.1.33", prefix: 24, port: 12567, virtualRouterId: 33 },
  });
  return buildPlan({ spec, specHash: "script", facts: factsOf(spec), freshToken: "prod-0123456789abcdef" });
}

/** Writes the events of a run by hand, each at its own time; the same calls give the same records. */
export class RunScript {
  readonly records: EventRecord[] = [];
  readonly plan: Plan;
  readonly run = runId("r-7f3c");
  #ms = 0;

  constructor(plan: Plan = scriptPlan()) {
    this.plan = plan;
  }

  /** Time passes. */
  after(ms: number): this {
    this.#ms += ms;
    return this;
  }

  emit(event: ClusterEvent): this {
    const at = new Date(Date.UTC(2026, 0, 1, 12) + this.#ms).toISOString();
    this.records.push({ seq: this.records.length + 1, at, event });
    return this;
  }

  start(): this {
    const { run, plan } = this;
    return this.emit({ type: "run.started", run, plan, by: "operator", ignoredChecks: [] }).emit({
      type: "run.checked",
      run,
      checks: [],
    });
  }

  /** Ids of the steps of a phase, of one name if given, on one host if given. */
  steps(phase: string, name?: string, host?: string): readonly StepId[] {
    return planSteps(this.plan)
      .filter(({ id, host: on }) => {
        const [ofPhase, ofName] = id.split("/");
        return ofPhase === phase && (name === undefined || ofName === name) && (host === undefined || on === host);
      })
      .map(({ id }) => id);
  }

  lease(ids: readonly StepId[], attempt = 1): this {
    for (const step of ids) {
      const host = hostId(step.split("/").at(-1) ?? "");
      this.emit({ type: "lease.granted", run: this.run, step, host, attempt });
    }
    return this;
  }

  output(step: string, ...lines: readonly string[]): this {
    return this.emit({ type: "step.output", run: this.run, step: stepId(step), lines, dropped: 0 });
  }

  finish(ids: readonly StepId[], outcome: Finished["outcome"] = "changed", rest: Partial<Finished> = {}): this {
    for (const step of ids) {
      this.emit({
        type: "step.finished",
        run: this.run,
        step,
        attempt: 1,
        outcome,
        drift: [],
        output: {},
        durationMs: 40,
        undone: [],
        ...rest,
      });
    }
    return this;
  }

  /** Leases and finishes what is named, `ms` apart. */
  do(ids: readonly StepId[], ms: number, outcome: Finished["outcome"] = "changed"): this {
    return this.lease(ids).after(ms).finish(ids, outcome, { durationMs: ms });
  }

  barrier(id: string, what: "armed" | readonly string[]): this {
    const { run } = this;
    const barrier = barrierId(id);
    if (what === "armed") return this.emit({ type: "barrier.armed", run, barrier, hosts: this.plan.hosts });
    for (const host of what) this.emit({ type: "barrier.fired", run, barrier, host: hostId(host) });
    return this;
  }

  mark(step: string, name: string): this {
    const mark = { name, atNs: `${this.#ms * 1e6}`, errorNs: "200000" };
    return this.emit({ type: "step.mark", run: this.run, step: stepId(step), mark });
  }

  barrierEnd(id: string, outcome: "done" | "canceled", marks: readonly BarrierMark[], failure?: Failure): this {
    const started = marks.filter(({ name }) => name === "started").map(({ atMs }) => atMs);
    const skew = started.length > 1 ? { skewMs: Math.max(...started) - Math.min(...started) } : {};
    return this.emit({
      type: "barrier.finished",
      run: this.run,
      barrier: barrierId(id),
      result: { outcome, marks, ...skew },
      ...(failure ? { failure } : {}),
    });
  }

  end(outcome: "done" | "failed", failure?: Failure): this {
    return this.emit({
      type: "run.finished",
      run: this.run,
      outcome,
      durationMs: this.#ms,
      ...(failure ? { failure } : {}),
    });
  }
}

/** Moments of one member, in the order sent, started, port open, quorum, ready. */
export function memberMarks(host: string, ...atMs: readonly number[]): readonly BarrierMark[] {
  const names = ["command-sent", "started", "port-open", "quorum", "ready"];
  return atMs.map((ms, index) => ({
    host: hostId(host),
    name: names[index] ?? "",
    atMs: ms,
    errorMs: index === 0 ? 0 : 0.2,
  }));
}
