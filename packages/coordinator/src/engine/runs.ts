import { randomBytes } from "node:crypto";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { type RunId, runId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import type { Fleet } from "../fleet/fleet.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { SharedPki } from "../plan/shared-pki.ts";
import { specHash } from "../spec/spec-hash.ts";
import type { EtcdData } from "./etcd-data.ts";
import { failure } from "./failure.ts";
import { type PlannedRun, planBootstrap, planReset } from "./planned-run.ts";
import { probePlan, type StepProbe } from "./probe-plan.ts";
import { runPlan } from "./run-plan.ts";
import type { Secrets } from "./secrets.ts";
import { readSpecText, type SpecText } from "./spec-text.ts";

export interface RunsPorts {
  readonly fleet: Fleet;
  readonly log: EventLog;
  readonly clock: Clock;
  /** The secrets of one run; asked for once for each run and each look at a plan. */
  readonly openSecrets: () => Promise<Secrets>;
  readonly sharedPki: () => Promise<SharedPki>;
  readonly epoch: bigint;
  /** Aborts when the coordinator stops. */
  readonly stopping?: AbortSignal;
}

export interface ResetWish {
  readonly etcdData: EtcdData;
  /** Must be the cluster's name. */
  readonly confirm: string;
}

export interface StartedRun {
  readonly run: RunId;
  /** Number of its first event. */
  readonly since: number;
}

interface CurrentRun extends StartedRun {
  readonly plan: Plan;
  readonly secrets: Secrets;
  /** What it was asked for: who asks for the same joins it. */
  readonly wish: string;
}

/** Which plan: of a reset when there is a choice for etcd's data, else of a bootstrap, to its end or to a phase. */
export interface PlanWish {
  readonly etcdData?: EtcdData;
  readonly until?: string;
}

const lostAfterMs = 15_000;

/** The runs of this coordinator: one at a time. */
export class Runs {
  readonly #ports: RunsPorts;
  #current: CurrentRun | undefined;
  #starting = false;

  constructor(ports: RunsPorts) {
    this.#ports = ports;
  }

  /**
   * Starts a run and returns its id and the number of its first event; the run goes on by itself. A run under way with
   * the same wish is joined; `until` names its last phase. Rejects SPEC_INVALID, USAGE, HOST_UNREACHABLE, PLAN_IMPOSSIBLE, RUN_IN_PROGRESS.
   */
  async bootstrap(spec: SpecText, by: string, ignoreChecks: readonly string[], until?: string): Promise<StartedRun> {
    const wish = readSpecText(spec, ignoreChecks);
    const what = `bootstrap ${specHash(wish)} ${until ?? ""}`;
    return await this.#one(what, by, () => planBootstrap(wish, this.#ports, until));
  }

  /** As bootstrap, towards the other end. Rejects RESET_REFUSED too, before any host is asked anything. */
  async reset(spec: SpecText, by: string, { etcdData, confirm }: ResetWish): Promise<StartedRun> {
    const wish = readSpecText(spec);
    if (confirm !== wish.name) {
      throw new AppError("RESET_REFUSED", `the cluster is called ${wish.name}, not ${JSON.stringify(confirm)}`);
    }
    return await this.#one(`reset ${etcdData} ${specHash(wish)}`, by, () => planReset(wish, etcdData, this.#ports));
  }

  /** The plan of a bootstrap or, with a choice for etcd's data, of a reset; with `probe` what each step would change now. */
  async plan(
    spec: SpecText,
    probe: boolean,
    { etcdData, until }: PlanWish = {},
  ): Promise<{ plan: Plan; probes: readonly StepProbe[] }> {
    const wish = readSpecText(spec);
    const { plan } = await (etcdData === undefined
      ? planBootstrap(wish, this.#ports, until)
      : planReset(wish, etcdData, this.#ports, "look"));
    if (!probe) return { plan, probes: [] };
    const secrets = await this.#ports.openSecrets();
    return { plan, probes: await probePlan(plan, newRunId("probe"), { ...this.#ports, secrets }) };
  }

  async #one(wish: string, by: string, plan: () => Promise<PlannedRun>): Promise<StartedRun> {
    const current = this.#current;
    if (current?.wish === wish) return { run: current.run, since: current.since };
    if (current || this.#starting) {
      const doing = current?.plan.purpose === "reset" ? "a reset" : "a bootstrap";
      throw new AppError("RUN_IN_PROGRESS", `run ${current?.run ?? "(starting)"} is in progress: ${doing}`);
    }
    this.#starting = true;
    try {
      return await this.#start(wish, await plan(), by);
    } finally {
      this.#starting = false;
    }
  }

  async #start(wish: string, { plan, ignoredChecks, checks, kubernetes }: PlannedRun, by: string): Promise<StartedRun> {
    const { log } = this.#ports;
    const secrets = await this.#ports.openSecrets();
    const run = newRunId("r");
    const [first] = await log.append(
      { type: "run.started", run, plan, by, ignoredChecks, ...(kubernetes ? { kubernetes } : {}) },
      { type: "run.checked", run, checks },
    );
    const since = first?.seq ?? 0;
    const failed = checks.filter((check) => check.severity === "error");
    if (failed.length > 0) await log.append(refusal(run, failed));
    else this.#run({ run, plan, since, secrets, wish });
    return { run, since };
  }

  #run(current: CurrentRun): void {
    this.#current = current;
    const { plan, run, secrets } = current;
    runPlan({ plan, run, epoch: this.#ports.epoch, secrets, lostAfterMs }, this.#ports)
      .catch((error: unknown) => this.#broken(run, error))
      .finally(() => {
        this.#current = undefined;
        this.#lookAgain(plan);
      });
  }

  /** So that the status shows what the run made of the hosts. A host that does not answer is shown as it was. */
  #lookAgain({ hosts }: Plan): void {
    if (this.#ports.stopping?.aborted) return;
    for (const host of hosts) this.#ports.fleet.facts(host).catch(() => undefined);
  }

  /** The engine itself failed: the log may be full or gone, so this may fail too, and then the daemon must stop. */
  async #broken(run: RunId, error: unknown): Promise<void> {
    if (this.#ports.stopping?.aborted) return;
    const cause = failureOf(AppError.from(error));
    await this.#ports.log.append({ type: "run.finished", run, outcome: "failed", durationMs: 0, failure: cause });
  }
}

function refusal(run: RunId, failed: readonly CheckResult[]) {
  const lines = failed.map((check) => `${check.id}: ${check.detail}`);
  const cause = failure("PREFLIGHT_FAILED", lines.join("; "), { hint: failed[0]?.fix ?? "", evidence: lines });
  return { type: "run.finished", run, outcome: "failed", durationMs: 0, failure: cause } as const;
}

function newRunId(prefix: string): RunId {
  return runId(`${prefix}-${randomBytes(4).toString("hex")}`);
}
