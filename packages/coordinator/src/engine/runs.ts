import { randomBytes } from "node:crypto";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { type RunId, runId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import type { Fleet } from "../fleet/fleet.ts";
import type { EventLog } from "../journal/event-log.ts";
import { buildPlan } from "../plan/build-plan.ts";
import { crossCheck } from "../plan/cross-checks.ts";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { parseSpec } from "../spec/parse-spec.ts";
import { specHash } from "../spec/spec-hash.ts";
import { failure } from "./failure.ts";
import { probePlan, type StepProbe } from "./probe-plan.ts";
import { runPlan } from "./run-plan.ts";
import type { Secrets } from "./secrets.ts";
import { type Survey, survey } from "./survey.ts";

export interface SpecText {
  readonly text: string;
  /** The name it goes by in messages: cluster.yaml. */
  readonly name: string;
  /** Files that the spec names, by the path it names them with. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RunsPorts {
  readonly fleet: Fleet;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly epoch: bigint;
  /** Aborts when the coordinator stops. */
  readonly stopping?: AbortSignal;
}

interface CurrentRun {
  readonly run: RunId;
  readonly plan: Plan;
  readonly since: number;
}

/** Agents that just started need a moment to connect. */
const connectMs = 10_000;
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
   * the same spec is joined. Rejects SPEC_INVALID, HOST_UNREACHABLE, PLAN_IMPOSSIBLE, RUN_IN_PROGRESS.
   */
  async bootstrap(spec: SpecText, by: string, ignoreChecks: readonly string[]): Promise<{ run: RunId; since: number }> {
    const wish = this.#read(spec, ignoreChecks);
    const current = this.#current;
    if (current && current.plan.specHash === specHash(wish)) return { run: current.run, since: current.since };
    if (current || this.#starting) {
      throw new AppError("RUN_IN_PROGRESS", `run ${current?.run ?? "(starting)"} is in progress, with another spec`);
    }
    this.#starting = true;
    try {
      const seen = await survey(wish, this.#ports.fleet, this.#ports.clock, connectMs);
      return await this.#start(wish, seen, by);
    } finally {
      this.#starting = false;
    }
  }

  /** The plan, and with `probe` what each step would change now. */
  async plan(spec: SpecText, probe: boolean): Promise<{ plan: Plan; probes: readonly StepProbe[] }> {
    const wish = this.#read(spec, []);
    const seen = await survey(wish, this.#ports.fleet, this.#ports.clock, connectMs);
    const plan = this.#build(wish, seen);
    return { plan, probes: probe ? await probePlan(plan, newRunId("probe"), this.#ports) : [] };
  }

  #read({ text, name, files }: SpecText, ignoreChecks: readonly string[]): ClusterSpec {
    const spec = parseSpec(text, name, { readFile: (path) => files[path] });
    return { ...spec, preflight: { ...spec.preflight, ignore: [...spec.preflight.ignore, ...ignoreChecks] } };
  }

  #build(spec: ClusterSpec, { facts }: Survey): Plan {
    const freshToken = `${spec.name}-${randomBytes(8).toString("hex")}`;
    return buildPlan({ spec, specHash: specHash(spec), facts, freshToken });
  }

  async #start(spec: ClusterSpec, seen: Survey, by: string): Promise<{ run: RunId; since: number }> {
    const { log } = this.#ports;
    const plan = this.#build(spec, seen);
    const run = newRunId("r");
    const checks = crossCheck({ spec, ...seen });
    const [first] = await log.append(
      { type: "run.started", run, plan, by, ignoredChecks: [...spec.preflight.ignore] },
      { type: "run.checked", run, checks },
    );
    const since = first?.seq ?? 0;
    const failed = checks.filter((check) => check.severity === "error");
    if (failed.length > 0) await log.append(refusal(run, failed));
    else this.#run({ run, plan, since });
    return { run, since };
  }

  #run(current: CurrentRun): void {
    this.#current = current;
    const settings = {
      plan: current.plan,
      run: current.run,
      epoch: this.#ports.epoch,
      secrets: this.#ports.secrets,
      lostAfterMs,
    };
    runPlan(settings, this.#ports)
      .catch((error: unknown) => this.#broken(current.run, error))
      .finally(() => {
        this.#current = undefined;
      });
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
