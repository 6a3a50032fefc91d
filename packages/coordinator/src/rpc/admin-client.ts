import { type CallOptions, credentials, type requestCallback } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { runId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import { Secret } from "@quorate/shared/secret";
import { adminClientOptions, unaryDeadlineMs } from "@quorate/shared/wire/channel-options";
import type { AbortResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/AbortResponse";
import type { BootstrapResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/BootstrapResponse";
import type { CreateTokenResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/CreateTokenResponse";
import type { DiagnoseResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/DiagnoseResponse";
import type { GetStatusResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/GetStatusResponse";
import type { IssueKubeconfigResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/IssueKubeconfigResponse";
import type { PlanResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/PlanResponse";
import type { ReadLogsResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/ReadLogsResponse";
import type { ResetResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/ResetResponse";
import type { ResumeResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/ResumeResponse";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import type { KubeconfigGrant, KubeconfigWish } from "../engine/grant-kubeconfig.ts";
import type { DoctorCheck } from "../engine/judge-answer.ts";
import type { DiagnosisWish } from "../engine/open-diagnosis.ts";
import type { StepProbe } from "../engine/probe-plan.ts";
import type { LogLines, LogWish } from "../engine/read-logs.ts";
import type { PlanWish, ResetWish, StartedRun } from "../engine/runs.ts";
import { type BootstrapLimits, readSavedPlan, type SavedPlan } from "../engine/saved-plan.ts";
import type { SpecText } from "../engine/spec-text.ts";
import type { EventQuery } from "./event-feed.ts";
import type { ClusterStatus } from "./status.ts";

export interface JoinToken {
  readonly token: Secret<string>;
  readonly caHash: string;
  readonly enrolAddress: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

export interface TokenOrder {
  readonly hostName: string;
  readonly address: string;
  readonly ttlSeconds: number;
  readonly operator: string;
}

/** The coordinator first waits for agents to connect and to say their facts. */
const bootstrapDeadlineMs = 60_000;
/** A probe of every step on every host. */
const planDeadlineMs = 120_000;
/** A little more than the coordinator gives the host. */
const logsDeadlineMs = 20_000;

type Call<T> = (options: CallOptions, callback: requestCallback<T>) => unknown;

/** The admin socket as the commands see it. Every method rejects COORDINATOR_UNREACHABLE when nobody answers. */
export class AdminClient {
  readonly #socketPath: string;
  readonly #service: InstanceType<ReturnType<typeof wire>["AdminService"]>;

  constructor(socketPath: string) {
    this.#socketPath = socketPath;
    const { AdminService } = wire();
    // No TLS on this socket: see openAdminListener.
    this.#service = new AdminService(`unix://${socketPath}`, credentials.createInsecure(), adminClientOptions);
  }

  /** `address`: IP the host must come from, empty for any. `ttlSeconds`: 0 for the coordinator's own default. */
  async createToken(wish: TokenOrder): Promise<JoinToken> {
    const { token, ...rest } = await this.#call<CreateTokenResponse__Output>(unaryDeadlineMs, (options, done) =>
      this.#service.CreateToken(wish, options, done),
    );
    return { token: new Secret(token), ...rest };
  }

  async bootstrap(
    { text, name, files }: SpecText,
    operator: string,
    ignoreChecks: readonly string[],
    { until = "", saved }: BootstrapLimits = {},
  ): Promise<StartedRun> {
    const savedJson = saved ? JSON.stringify(saved) : "";
    const request = {
      specText: text,
      specName: name,
      files,
      operator,
      ignoreChecks: [...ignoreChecks],
      until,
      savedJson,
    };
    return await this.#run<BootstrapResponse__Output>((options, done) =>
      this.#service.Bootstrap(request, options, done),
    );
  }

  async reset(
    { text, name, files }: SpecText,
    operator: string,
    { etcdData, confirm }: ResetWish,
  ): Promise<StartedRun> {
    const request = { specText: text, specName: name, files, operator, etcdData, confirm };
    return await this.#run<ResetResponse__Output>((options, done) => this.#service.Reset(request, options, done));
  }

  /** `run`: empty for the one that has no end yet. */
  async resume(run: string, operator: string): Promise<StartedRun> {
    return await this.#run<ResumeResponse__Output>((options, done) =>
      this.#service.Resume({ run, operator }, options, done),
    );
  }

  /** `run`: empty for the one that has no end yet. Resolves when its end has begun: the events tell the rest. */
  async abort(run: string, operator: string): Promise<StartedRun> {
    return await this.#run<AbortResponse__Output>((options, done) =>
      this.#service.Abort({ run, operator }, options, done),
    );
  }

  /** With `etcdData` the plan of a reset; with `until` that of a bootstrap up to a phase. */
  async plan(
    { text, name, files }: SpecText,
    probe: boolean,
    { etcdData, until = "" }: PlanWish = {},
  ): Promise<{ plan: Plan; probes: readonly StepProbe[]; saved?: SavedPlan }> {
    const request = { specText: text, specName: name, files, probe, resetEtcdData: etcdData ?? "", until };
    const { planJson, probesJson, savedJson } = await this.#call<PlanResponse__Output>(
      planDeadlineMs,
      (options, done) => this.#service.Plan(request, options, done),
    );
    const saved = savedJson === "" ? {} : { saved: readSavedPlan(savedJson) };
    return { plan: JSON.parse(planJson) as Plan, probes: JSON.parse(probesJson) as StepProbe[], ...saved };
  }

  /** Every check of every host, or with `audit` what was set up by hand and wrong. */
  async diagnose(
    { text, name, files }: SpecText,
    { audit, ignoreChecks }: DiagnosisWish,
  ): Promise<readonly DoctorCheck[]> {
    const request = { specText: text, specName: name, files, audit, ignoreChecks: [...ignoreChecks] };
    const { checksJson } = await this.#call<DiagnoseResponse__Output>(planDeadlineMs, (options, done) =>
      this.#service.Diagnose(request, options, done),
    );
    return JSON.parse(checksJson) as DoctorCheck[];
  }

  /** The last lines of a unit of the cluster; rejects USAGE for any other. */
  async readLogs(wish: LogWish): Promise<LogLines> {
    const { lines, cursor } = await this.#call<ReadLogsResponse__Output>(logsDeadlineMs, (options, done) =>
      this.#service.ReadLogs(wish, options, done),
    );
    return { lines, ...(cursor === "" ? {} : { cursor }) };
  }

  async kubeconfig({ user, publicKey, signature, ttlMs, by }: KubeconfigWish): Promise<KubeconfigGrant> {
    const bytes = { publicKey: Buffer.from(publicKey), signature: Buffer.from(signature) };
    const request = { user, ...bytes, ttlSeconds: Math.floor(ttlMs / 1_000), operator: by };
    return await this.#call<IssueKubeconfigResponse__Output>(unaryDeadlineMs, (options, done) =>
      this.#service.IssueKubeconfig(request, options, done),
    );
  }

  async revokeHost(hostName: string, operator: string): Promise<void> {
    await this.#call(unaryDeadlineMs, (options, done) =>
      this.#service.RevokeHost({ hostName, operator }, options, done),
    );
  }

  async status(): Promise<ClusterStatus> {
    const { statusJson } = await this.#call<GetStatusResponse__Output>(unaryDeadlineMs, (options, done) =>
      this.#service.GetStatus({}, options, done),
    );
    return JSON.parse(statusJson) as ClusterStatus;
  }

  /** Ends when the log ends, with `follow` only when the signal aborts. */
  async *events(query: EventQuery, signal: AbortSignal): AsyncIterable<EventRecord> {
    const call = this.#service.WatchEvents({ ...query, since: String(query.since) });
    const stop = (): void => call.cancel();
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (signal.aborted) return;
      for await (const { seq, at, eventJson } of call) {
        yield { seq: Number(seq), at, event: JSON.parse(eventJson) as ClusterEvent };
      }
    } catch (error) {
      if (!signal.aborted) throw this.#explain(error);
    } finally {
      signal.removeEventListener("abort", stop);
      call.cancel();
    }
  }

  close(): void {
    this.#service.close();
  }

  async #run<T extends { run: string; since: string; resumed?: boolean }>(call: Call<T>): Promise<StartedRun> {
    const { run, since, resumed = false } = await this.#call<T>(bootstrapDeadlineMs, call);
    return { run: runId(run), since: Number(since), ...(resumed ? { resumed } : {}) };
  }

  #call<T>(deadlineMs: number, call: Call<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      call({ deadline: Date.now() + deadlineMs }, (error, value) => {
        if (error || value === undefined) reject(this.#explain(error));
        else resolve(value);
      });
    });
  }

  #explain(error: unknown): AppError {
    const told = fromStatus(error);
    if (told.code !== "COORDINATOR_UNREACHABLE") return told;
    if (told.message.includes("EACCES")) {
      return new AppError("PERMISSION_DENIED", `this user may not open ${this.#socketPath}`, {
        cause: told,
        hint: "use sudo, or the role of a group that you are in: --role operator or --role viewer",
      });
    }
    return new AppError("COORDINATOR_UNREACHABLE", `${this.#socketPath}: ${told.message}`, { cause: told });
  }
}
