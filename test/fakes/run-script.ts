import type { BarrierMark, ClusterEvent, EventRecord } from "@quorate/shared/events";
import { barrierId, hostId, runId, type StepId, stepId } from "@quorate/shared/ids";
import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import type { StepKind } from "@quorate/shared/step/contract";
import type { Failure } from "@quorate/shared/step/outcome";

type Finished = Extract<ClusterEvent, { type: "step.finished" }>;

export const scriptHosts: readonly string[] = ["k8s-master90", "k8s-master91", "k8s-master93"];

type Row = readonly [name: string, kind: StepKind, title: string, needs: readonly string[], barrier?: string];

/** A plan in the shape of the real one, which may change without making what is shown of runs look wrong. */
const rows: Readonly<Record<string, readonly Row[]>> = {
  preflight: [
    ["host", "preflight.host", "Check the host: resources, clock, ports, VIP, leftovers", []],
    [
      "network",
      "preflight.network",
      "Reach every other host on every needed port",
      ["preflight/host"],
      "preflight/network",
    ],
  ],
  system: [
    ["hosts-file", "host.hosts-file", "Let every host know the others' names", ["preflight/network"]],
    ["modules", "host.modules", "Load kernel modules, now and at boot", ["preflight/network"]],
    ["sysctl", "host.sysctl", "Set kernel parameters, now and at boot", ["system/modules"]],
  ],
  packages: [
    ["install", "package.install", "Install haproxy, keepalived, etcd and network tools", ["preflight/network"]],
    ["forward-policy", "host.forward-policy", "Let forwarded packets pass, now and at boot", ["packages/install"]],
  ],
  certificates: [
    ["etcd", "certificates.ensure", "Make keys on the host and have them certified", ["preflight/network"]],
  ],
  "load-balancer": [
    ["keepalived", "keepalived.configure", "Configure keepalived for the virtual IP", ["packages/install"]],
    ["vip", "vip.verify", "See the virtual IP answer", ["load-balancer/keepalived"]],
  ],
  etcd: [
    ["configure", "etcd.configure", "Write etcd's configuration and unit", ["packages/install", "certificates/etcd"]],
    ["start", "etcd.start", "Start etcd inside the start window", ["etcd/configure"], "etcd/start"],
    ["write-proof", "etcd.write-proof", "Write through this member", ["etcd/start"]],
    ["settle", "etcd.settle", "Mark the cluster as formed", ["etcd/write-proof"]],
    ["read-proof", "etcd.read-proof", "Read the write back through this member", ["etcd/write-proof"]],
  ],
};
const onFirstHost = "write-proof";
const onOtherHosts = "read-proof";

export function scriptPlan(names: readonly string[] = scriptHosts): Plan {
  const hosts = names.map(hostId);
  const runsOn = (name: string) =>
    hosts.filter((_, index) => (name === onFirstHost ? index === 0 : name !== onOtherHosts || index > 0));
  const barrierSteps = (id: string) => hosts.map((host) => stepId(`${id}/${host}`));
  return {
    hash: "4b1e9a03".repeat(8),
    cluster: "prod",
    specHash: "script",
    hosts,
    phases: Object.entries(rows).map(([phase, list]) => ({
      name: phase,
      title: `Phase ${phase}`,
      steps: hosts.flatMap((host) =>
        list
          .filter(([name]) => runsOn(name).includes(host))
          .map(([name, kind, title, needs, barrier]) => {
            const needed = needs.map((need) => stepId(`${need}/${need.endsWith(onFirstHost) ? hosts[0] : host}`));
            const id = stepId(`${phase}/${name}/${host}`);
            const extras = barrier === undefined ? {} : { barrier: barrierId(barrier) };
            const retries = kind === "package.install" ? 1 : 0;
            return {
              id,
              kind,
              host,
              title,
              needs: needed,
              input: {},
              timeoutMs: 30_000,
              retries,
              ...extras,
            } as unknown as Step;
          }),
      ),
    })),
    barriers: [
      {
        id: barrierId("preflight/network"),
        title: "All hosts listen, then all hosts dial",
        steps: barrierSteps("preflight/network"),
        order: "together",
        armMs: 15_000,
        windowMs: 20_000,
        missed: "PREFLIGHT_FAILED",
        undo: true,
      },
      {
        id: barrierId("etcd/start"),
        title: "Start all etcd members inside the start window",
        steps: barrierSteps("etcd/start"),
        order: "first-then-rest",
        gate: "port-open",
        armMs: 20_000,
        windowMs: 60_000,
        missed: "ETCD_START_WINDOW_MISSED",
        undo: true,
      },
    ],
    assertions: [],
  };
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

/** Moments of one member, in the order sent, received, started, port open, quorum, ready. */
export function memberMarks(host: string, ...atMs: readonly number[]): readonly BarrierMark[] {
  const names = ["command-sent", "commanded", "started", "port-open", "quorum", "ready"];
  return atMs.map((ms, index) => ({
    host: hostId(host),
    name: names[index] ?? "",
    atMs: ms,
    errorMs: index === 0 ? 0 : 0.2,
  }));
}
