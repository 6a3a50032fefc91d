import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import type { AdminServiceHandlers } from "@quorate/shared/wire/generated/quorate/v1/AdminService";
import type { BootstrapRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/BootstrapRequest";
import type { BootstrapResponse } from "@quorate/shared/wire/generated/quorate/v1/BootstrapResponse";
import type { CreateTokenRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/CreateTokenRequest";
import type { CreateTokenResponse } from "@quorate/shared/wire/generated/quorate/v1/CreateTokenResponse";
import type { PlanRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/PlanRequest";
import type { ResetRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/ResetRequest";
import type { ResetResponse } from "@quorate/shared/wire/generated/quorate/v1/ResetResponse";
import type { RevokeHostRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/RevokeHostRequest";
import { toStatus } from "@quorate/shared/wire/status";
import { type EtcdData, etcdDataChoices, isEtcdData } from "../engine/etcd-data.ts";
import type { KubeconfigGrant, KubeconfigWish } from "../engine/grant-kubeconfig.ts";
import type { Diagnose } from "../engine/open-diagnosis.ts";
import type { LogLines, LogWish } from "../engine/read-logs.ts";
import type { Runs, StartedRun } from "../engine/runs.ts";
import { readSavedPlan } from "../engine/saved-plan.ts";
import type { SpecText } from "../engine/spec-text.ts";
import type { NewToken, TokenWish } from "../fleet/make-token.ts";
import type { EventLog } from "../journal/event-log.ts";
import { answer } from "./answer.ts";
import { sendEvents } from "./send-events.ts";
import type { ClusterStatus } from "./status.ts";

export interface AdminPorts {
  readonly createToken: (wish: TokenWish) => Promise<NewToken>;
  readonly revokeHost: (host: HostId, by: string) => Promise<void>;
  readonly grantKubeconfig: (wish: KubeconfigWish) => Promise<KubeconfigGrant>;
  readonly readLogs: (wish: LogWish) => Promise<LogLines>;
  readonly diagnose: Diagnose;
  readonly runs: Pick<Runs, "bootstrap" | "reset" | "resume" | "abort" | "plan">;
  readonly status: () => ClusterStatus;
  readonly log: EventLog;
  /** sha256:… of the fleet CA's key. */
  readonly caHash: string;
  /** HOST:PORT that agents can reach. */
  readonly enrolAddress: string;
  /** Aborts when the coordinator stops. */
  readonly stopping: AbortSignal;
}

/** What the commands ask for. Who may ask for what is decided by the socket: `handlersFor`. */
export function adminHandlers(ports: AdminPorts): AdminServiceHandlers {
  return {
    CreateToken: ({ request }, reply) => answer(reply, createToken(ports, request)),
    Bootstrap: ({ request }, reply) => answer(reply, bootstrap(ports, request)),
    Reset: ({ request }, reply) => answer(reply, reset(ports, request)),
    Resume: ({ request: { run, operator } }, reply) => answer(reply, numbered(ports.runs.resume(run, operator))),
    Abort: ({ request: { run, operator } }, reply) => answer(reply, numbered(ports.runs.abort(run, operator))),
    Plan: ({ request }, reply) => {
      const made = plan(ports, request);
      answer(
        reply,
        made.then(({ plan, probes, saved }) => ({
          planJson: JSON.stringify(plan),
          probesJson: JSON.stringify(probes),
          savedJson: saved ? JSON.stringify(saved) : "",
        })),
      );
    },
    Diagnose: ({ request }, reply) => {
      const found = ports.diagnose(specText(request), request);
      answer(
        reply,
        found.then((checks) => ({ checksJson: JSON.stringify(checks) })),
      );
    },
    ReadLogs: ({ request }, reply) =>
      answer(
        reply,
        ports.readLogs(request).then(({ lines, cursor = "" }) => ({ lines, cursor })),
      ),
    IssueKubeconfig: ({ request }, reply) => {
      const { ttlSeconds, operator, ...wish } = request;
      answer(reply, ports.grantKubeconfig({ ...wish, ttlMs: ttlSeconds * 1_000, by: operator }));
    },
    RevokeHost: ({ request }, reply) => answer(reply, revoke(ports, request)),
    GetStatus: (_call, reply) => answer(reply, Promise.resolve({ statusJson: JSON.stringify(ports.status()) })),
    WatchEvents: (call) => {
      sendEvents(call, ports.log, ports.stopping).catch((error: unknown) => call.emit("error", toStatus(error)));
    },
  };
}

/** Fifteen minutes unless the operator says otherwise, a day at most. */
const defaultTtlSeconds = 900;
const longestTtlSeconds = 86_400;

async function createToken(ports: AdminPorts, request: CreateTokenRequest__Output): Promise<CreateTokenResponse> {
  const { hostName, address, ttlSeconds, operator: by } = request;
  const host = hostOf(hostName);
  if (ttlSeconds > longestTtlSeconds) {
    throw new AppError("USAGE", `a join token may live ${longestTtlSeconds} s at most, not ${ttlSeconds} s`);
  }
  const ttlMs = (ttlSeconds === 0 ? defaultTtlSeconds : ttlSeconds) * 1_000;
  const { token, expiresAt } = await ports.createToken({ host, address, ttlMs, by });
  return { token: token.reveal(), expiresAt, caHash: ports.caHash, enrolAddress: ports.enrolAddress };
}

async function revoke(ports: AdminPorts, { hostName, operator }: RevokeHostRequest__Output): Promise<object> {
  await ports.revokeHost(hostOf(hostName), operator);
  return {};
}

/** Throws USAGE. */
function hostOf(name: string): HostId {
  if (hostNamePattern.test(name)) return hostId(name);
  throw new AppError("USAGE", `not a host name: ${JSON.stringify(name.slice(0, 100))}`, {
    hint: "use lower-case letters, digits and hyphens, at most 63 of them",
  });
}

async function bootstrap({ runs }: AdminPorts, request: BootstrapRequest__Output): Promise<BootstrapResponse> {
  const { operator, ignoreChecks, until, savedJson } = request;
  const saved = savedJson === "" ? undefined : readSavedPlan(savedJson);
  const last = until || saved?.until;
  const limits = { ...(saved ? { saved } : {}), ...(last === undefined ? {} : { until: last }) };
  return await numbered(runs.bootstrap(specText(request), operator, ignoreChecks, limits));
}

async function reset({ runs }: AdminPorts, request: ResetRequest__Output): Promise<ResetResponse> {
  const { operator, etcdData, confirm } = request;
  return await numbered(runs.reset(specText(request), operator, { etcdData: etcdDataOf(etcdData), confirm }));
}

async function plan({ runs }: AdminPorts, request: PlanRequest__Output): ReturnType<Runs["plan"]> {
  const { probe, resetEtcdData: text, until } = request;
  const reset = text === "" ? {} : { etcdData: etcdDataOf(text) };
  return await runs.plan(specText(request), probe, { ...reset, ...(until === "" ? {} : { until }) });
}

function etcdDataOf(text: string): EtcdData {
  if (isEtcdData(text)) return text;
  const choices = etcdDataChoices.join(", ");
  throw new AppError(
    "USAGE",
    `not a choice for etcd's data: ${JSON.stringify(text.slice(0, 100))}; there are ${choices}`,
  );
}

async function numbered(started: Promise<StartedRun>): Promise<{ run: string; since: string; resumed: boolean }> {
  const { run, since, resumed = false } = await started;
  return { run, since: String(since), resumed };
}

interface SpecRequest {
  readonly specText: string;
  readonly specName: string;
  readonly files: Readonly<Record<string, string>>;
}

function specText({ specText: text, specName: name, files }: SpecRequest): SpecText {
  return { text, name, files };
}
