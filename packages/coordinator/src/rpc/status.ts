import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { EtcdHealth, UnitStatus } from "@quorate/shared/heartbeat";
import type { HostId, RunId } from "@quorate/shared/ids";
import type { Failure } from "@quorate/shared/step/outcome";
import type { HostSight } from "../fleet/agent-registry.ts";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { Alarm, FoldedHost } from "../journal/folded-host.ts";
import type { FoldedRun, FoldedStep } from "../journal/folded-run.ts";

/** How things stand now, as JSON. Times are RFC 3339 in UTC, spans milliseconds, sizes bytes. */
export interface ClusterStatus {
  readonly apiVersion: "quorate.dev/v1alpha1";
  readonly kind: "ClusterStatus";
  readonly at: string;
  readonly coordinator: {
    readonly version: string;
    readonly epoch: string;
    readonly startedAt: string;
    /** Number of the newest event. */
    readonly seq: number;
  };
  /** Where new hosts enrol, and the hash of the CA that they pin; absent from an older coordinator. */
  readonly enrolment?: { readonly address: string; readonly caHash: string };
  readonly hosts: readonly HostStatus[];
  /** Keys and tokens that may be in wrong hands, until the host is enrolled again or revoked. */
  readonly alarms: readonly Alarm[];
  /** Hosts that say they hold the virtual IP; one, when all is well. */
  readonly vipHolders: readonly HostId[];
  /** The run under way, or the last one. */
  readonly run?: RunStatus;
}

export interface HostStatus {
  readonly name: HostId;
  /** silent: it has a stream and says nothing; absent: it has none. */
  readonly agent: "connected" | "silent" | "absent";
  readonly enrolledAt: string;
  /** End of its certificate; absent in the log of an older coordinator. */
  readonly certificateUntil?: string;
  /** Its keys were taken back; it needs a new token. */
  readonly revoked?: { readonly at: string; readonly by: string };
  readonly agentVersion?: string;
  /** Where its stream comes from. */
  readonly address?: string;
  readonly connectedSince?: string;
  readonly lastHeardMs?: number;
  /** Why and when it was lost last. */
  readonly lastLost?: { readonly at: string; readonly reason: string };
  /** The host's wall clock minus the coordinator's, and the bound of its error. */
  readonly clock?: { readonly offsetMs: number; readonly errorMs: number };
  readonly load1?: number;
  readonly memory?: { readonly totalBytes: number; readonly availableBytes: number };
  readonly disk?: { readonly totalBytes: number; readonly availableBytes: number };
  /** Resident memory of the agent itself. */
  readonly agentMemoryBytes?: number;
  readonly units: readonly UnitStatus[];
  readonly vipHeld: boolean;
  readonly etcd?: EtcdHealth;
  /** What kubeadm made of the host when it was asked last; `none` when nothing, absent when it was not asked yet. */
  readonly kubernetes?: "none" | "control-plane" | "worker" | "unfinished";
}

export interface RunStatus {
  readonly run: RunId;
  readonly purpose: "bootstrap" | "reset";
  /** interrupted: its coordinator stopped, and nobody has gone on with it yet. */
  readonly state: "running" | "interrupted" | "done" | "failed";
  readonly hosts: readonly HostId[];
  readonly cluster: string;
  readonly planHash: string;
  readonly by: string;
  /** Number of its first event. */
  readonly since: number;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly durationMs?: number;
  readonly steps: {
    readonly total: number;
    readonly waiting: number;
    readonly running: number;
    readonly unchanged: number;
    readonly changed: number;
    readonly failed: number;
  };
  readonly failure?: Failure;
}

export interface StatusInput {
  readonly state: ClusterState;
  readonly sight: (host: HostId) => HostSight | undefined;
  /** The run that this coordinator is at. */
  readonly driven: RunId | undefined;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

/** Pure: what the log says, and what the streams say now. */
export function statusOf({ state, sight, driven, nowMs }: StatusInput): ClusterStatus {
  const hosts = [...state.hosts].map((host) => hostStatus(host, sight(host.host)));
  const run = [...state.runs].at(-1);
  return {
    apiVersion: "quorate.dev/v1alpha1",
    kind: "ClusterStatus",
    at: iso(nowMs),
    coordinator: {
      version: state.coordinator?.version ?? "",
      epoch: state.epoch.toString(),
      startedAt: state.coordinator?.startedAt ?? "",
      seq: state.seq,
    },
    hosts,
    alarms: [...state.alarms].filter((alarm) => !answered(alarm, state)),
    vipHolders: hosts.filter((host) => host.vipHeld).map((host) => host.name),
    ...(run ? { run: runStatus(run, driven) } : {}),
  };
}

function answered({ host, at }: Alarm, { hosts }: ClusterState): boolean {
  const known = [...hosts].find((each) => each.host === host);
  return known !== undefined && (known.revoked !== undefined || known.enrolledAt > at);
}

function hostStatus(host: FoldedHost, seen: HostSight | undefined): HostStatus {
  return {
    name: host.host,
    agent: agentState(seen),
    enrolledAt: host.enrolledAt,
    ...(host.notAfter === undefined ? {} : { certificateUntil: host.notAfter }),
    ...(host.revoked ? { revoked: host.revoked } : {}),
    ...(host.lastLost ? { lastLost: host.lastLost } : {}),
    ...streamStatus(host, seen),
    ...healthStatus(seen),
    ...kubernetesStatus(seen),
  };
}

/** Of the facts, which are asked for before and after each run. */
function kubernetesStatus(seen: HostSight | undefined): Pick<HostStatus, "kubernetes"> {
  if (!seen?.facts) return {};
  const { kubernetes } = seen.facts;
  if (!kubernetes) return { kubernetes: "none" };
  return { kubernetes: kubernetes.joined ? kubernetes.role : "unfinished" };
}

function agentState(seen: HostSight | undefined): HostStatus["agent"] {
  if (!seen) return "absent";
  return seen.connected ? "connected" : "silent";
}

function streamStatus(host: FoldedHost, seen: HostSight | undefined): Partial<HostStatus> {
  if (!seen) return host.lastConnected ? { agentVersion: host.lastConnected.agentVersion } : {};
  const { address, agentVersion, since, silentForMs } = seen;
  return { agentVersion, address, connectedSince: iso(since), lastHeardMs: Math.round(silentForMs) };
}

/** What a silent host said last is not how it stands now. */
function healthStatus(seen: HostSight | undefined): Pick<HostStatus, "units" | "vipHeld"> & Partial<HostStatus> {
  if (!seen?.connected || !seen.heartbeat) return { units: [], vipHeld: false };
  const { clock, health } = seen.heartbeat;
  return {
    ...(clock ? { clock: clockStatus(clock) } : {}),
    load1: health.load1,
    memory: { totalBytes: health.memoryTotalBytes, availableBytes: health.memoryAvailableBytes },
    disk: { totalBytes: health.diskTotalBytes, availableBytes: health.diskAvailableBytes },
    ...(health.agentMemoryBytes === undefined ? {} : { agentMemoryBytes: health.agentMemoryBytes }),
    units: health.units,
    vipHeld: health.vipHeld,
    ...(health.etcd ? { etcd: health.etcd } : {}),
  };
}

function clockStatus({ wallOffsetNs, errorNs }: ClockEstimate): NonNullable<HostStatus["clock"]> {
  return { offsetMs: -milliseconds(wallOffsetNs), errorMs: milliseconds(errorNs) };
}

function runStatus(run: FoldedRun, driven: RunId | undefined): RunStatus {
  const { finished } = run;
  return {
    run: run.run,
    purpose: run.plan.purpose ?? "bootstrap",
    state: finished?.outcome ?? (run.run === driven ? "running" : "interrupted"),
    hosts: run.plan.hosts,
    cluster: run.plan.cluster,
    planHash: run.plan.hash,
    by: run.by,
    since: run.since,
    startedAt: run.startedAt,
    steps: countSteps([...run.steps]),
    ...(finished ? { finishedAt: finished.at, durationMs: Math.round(finished.durationMs) } : {}),
    ...(finished?.failure ? { failure: finished.failure } : {}),
  };
}

function countSteps(steps: readonly FoldedStep[]): RunStatus["steps"] {
  const count = (holds: (step: FoldedStep) => boolean): number => steps.filter(holds).length;
  const ended = (outcome: string) => count((step) => step.state === "finished" && step.finished?.outcome === outcome);
  return {
    total: steps.length,
    waiting: count((step) => step.state === "waiting"),
    running: count((step) => step.state === "leased"),
    unchanged: ended("unchanged"),
    changed: ended("changed"),
    failed: ended("failed") + ended("lost") + ended("canceled"),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** To a thousandth, which is more than the clocks are good for. */
function milliseconds(ns: bigint): number {
  return Math.round(Number(ns) / 1_000) / 1_000;
}
