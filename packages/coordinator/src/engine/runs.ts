import { randomBytes } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import { type RunId, runId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import type { FoldedRun } from "../journal/folded-run.ts";
import { specHash } from "../spec/spec-hash.ts";
import { type DrivenRun, driveRun } from "./drive-run.ts";
import type { EtcdData } from "./etcd-data.ts";
import { type PlannedRun, planBootstrap, planReset } from "./planned-run.ts";
import { probePlan, type StepProbe } from "./probe-plan.ts";
import { checksFailed, findRun, inTheWay, notInterrupted } from "./run-refusal.ts";
import type { RunsPorts } from "./runs-ports.ts";
import type { BootstrapLimits, SavedPlan } from "./saved-plan.ts";
import { readSpecText, type SpecText } from "./spec-text.ts";

export interface ResetWish {
  readonly etcdData: EtcdData;
  /** Must be the cluster's name. */
  readonly confirm: string;
}

export interface StartedRun {
  readonly run: RunId;
  /** Number of its first event. */
  readonly since: number;
  /** It was interrupted and goes on. */
  readonly resumed?: boolean;
}

/** Which plan: of a reset when there is a choice for etcd's data, else of a bootstrap, to its end or to a phase. */
export interface PlanWish {
  readonly etcdData?: EtcdData;
  readonly until?: string;
}

interface Starting {
  readonly wish: string;
  readonly by: string;
}

const lostAfterMs = 15_000;

/** The runs of this coordinator: one at a time. A run that the log has without an end, and that nobody drives, is interrupted. */
export class Runs {
  readonly #ports: RunsPorts;
  #driven: (DrivenRun & { readonly run: RunId }) | undefined;
  #starting: Starting | undefined;
  #pausing = false;

  constructor(ports: RunsPorts) {
    this.#ports = ports;
  }

  /** The run that this coordinator is at. */
  get driven(): RunId | undefined {
    return this.#driven?.run;
  }

  /**
   * Starts a run and returns its id and the number of its first event; the run goes on by itself. A run with the same wish is
   * joined when it is under way, and goes on when it was interrupted; `until` names its last phase.
   * Rejects SPEC_INVALID, USAGE, HOST_UNREACHABLE, PLAN_IMPOSSIBLE, RUN_IN_PROGRESS.
   */
  async bootstrap(
    spec: SpecText,
    by: string,
    ignoreChecks: readonly string[],
    { until, saved }: BootstrapLimits = {},
  ): Promise<StartedRun> {
    const wish = readSpecText(spec, ignoreChecks);
    const what = `bootstrap ${specHash(wish)} ${until ?? ""}`;
    return await this.#one(what, by, () => planBootstrap(wish, this.#ports, until, saved));
  }

  /** As bootstrap, towards the other end. Rejects RESET_REFUSED too, before any host is asked anything. */
  async reset(spec: SpecText, by: string, { etcdData, confirm }: ResetWish): Promise<StartedRun> {
    const wish = readSpecText(spec);
    if (confirm !== wish.name) {
      throw new AppError("RESET_REFUSED", `the cluster is called ${wish.name}, not ${JSON.stringify(confirm)}`);
    }
    return await this.#one(`reset ${etcdData} ${specHash(wish)}`, by, () => planReset(wish, etcdData, this.#ports));
  }

  /** Goes on with the run that was interrupted; one that is under way is joined. Rejects NOT_FOUND when there is none. */
  async resume(id: string, by: string): Promise<StartedRun> {
    const found = findRun(this.#ports.state(), id);
    const { run, since } = found;
    if (this.#driven?.run === run) return { run, since };
    if (found.finished || this.#starting) throw notInterrupted(found);
    return await this.#exclusively({ wish: found.wish ?? "", by }, () => this.#goOn(found, by));
  }

  /** Ends a run, under way or interrupted: what agents still do is canceled. Rejects NOT_FOUND when there is none. */
  async abort(id: string, by: string): Promise<StartedRun> {
    const found = findRun(this.#ports.state(), id);
    const { run, since } = found;
    if (this.#driven?.run === run) this.#driven.abort(by);
    else if (found.finished || this.#starting) throw notInterrupted(found);
    else await this.#exclusively({ wish: found.wish ?? "", by }, () => this.#drive(found, { by }));
    return { run, since };
  }

  /** No step is begun any more. Resolves when none is under way, with the run left as the log has it. */
  async pause(): Promise<void> {
    this.#pausing = true;
    this.#driven?.pause();
    await this.#driven?.over.catch(() => undefined);
  }

  /** The plan of a bootstrap or, with a choice for etcd's data, of a reset; with `probe` what each step would change now. */
  async plan(
    spec: SpecText,
    probe: boolean,
    { etcdData, until }: PlanWish = {},
  ): Promise<{ plan: Plan; probes: readonly StepProbe[]; saved?: SavedPlan }> {
    const wish = readSpecText(spec);
    const { plan, saved } = await (etcdData === undefined
      ? planBootstrap(wish, this.#ports, until)
      : planReset(wish, etcdData, this.#ports, "look"));
    const again = saved ? { saved } : {};
    if (!probe) return { plan, probes: [], ...again };
    const secrets = await this.#ports.openSecrets();
    return { plan, probes: await probePlan(plan, newRunId("probe"), { ...this.#ports, secrets }), ...again };
  }

  async #one(wish: string, by: string, plan: () => Promise<PlannedRun>): Promise<StartedRun> {
    const { currentRun, runs } = this.#ports.state();
    const current = currentRun === undefined ? undefined : runs.get(currentRun);
    if (this.#starting || (current && current.wish !== wish)) {
      throw inTheWay(current, this.#starting, this.#driven !== undefined, this.#ports.clock.wallMs());
    }
    if (current) return await this.resume(current.run, by);
    return await this.#exclusively({ wish, by }, async () => this.#start(wish, await plan(), by));
  }

  async #exclusively<T>(starting: Starting, act: () => Promise<T>): Promise<T> {
    if (this.#pausing) throw new AppError("COORDINATOR_UNREACHABLE", "the coordinator is stopping");
    this.#starting = starting;
    try {
      return await act();
    } finally {
      this.#starting = undefined;
    }
  }

  async #start(wish: string, { plan, ignoredChecks, checks, kubernetes }: PlannedRun, by: string): Promise<StartedRun> {
    const { log } = this.#ports;
    const run = newRunId("r");
    const [first] = await log.append(
      { type: "run.started", run, plan, by, ignoredChecks, wish, ...(kubernetes ? { kubernetes } : {}) },
      { type: "run.checked", run, checks },
    );
    const failed = checks.filter((check) => check.severity === "error");
    if (failed.length > 0) await log.append(checksFailed(run, failed));
    else await this.#drive(findRun(this.#ports.state(), run));
    return { run, since: first?.seq ?? 0 };
  }

  async #goOn(found: FoldedRun, by: string): Promise<StartedRun> {
    const { run, since } = found;
    await this.#ports.log.append({ type: "run.resumed", run, by });
    await this.#drive(found);
    return { run, since, resumed: true };
  }

  async #drive(folded: FoldedRun, abort?: { readonly by: string }): Promise<void> {
    const { epoch, clock, forgetSecrets } = this.#ports;
    const { run, plan } = folded;
    const secrets = await this.#ports.openSecrets(run);
    const from = { run: folded, ranMs: Math.max(0, clock.wallMs() - Date.parse(folded.startedAt)) };
    const driven = driveRun({ plan, run, epoch, secrets, lostAfterMs, from }, this.#ports, abort);
    this.#driven = { ...driven, run };
    driven.over
      .then((end) => end !== "paused" && forgetSecrets())
      .catch((error: unknown) => this.#broken(run, error))
      .finally(() => {
        if (this.#driven?.run === run) this.#driven = undefined;
        this.#lookAgain(plan);
      });
  }

  /** So that the status shows what the run made of the hosts. A host that does not answer is shown as it was. */
  #lookAgain({ hosts }: Plan): void {
    if (this.#pausing || this.#ports.stopping?.aborted) return;
    for (const host of hosts) this.#ports.fleet.facts(host).catch(() => undefined);
  }

  /** The engine itself failed: the log may be full or gone, so this may fail too, and then the daemon must stop. */
  async #broken(run: RunId, error: unknown): Promise<void> {
    if (this.#ports.stopping?.aborted) return;
    const cause = failureOf(AppError.from(error));
    await this.#ports.log.append({ type: "run.finished", run, outcome: "failed", durationMs: 0, failure: cause });
  }
}

function newRunId(prefix: string): RunId {
  return runId(`${prefix}-${randomBytes(4).toString("hex")}`);
}
