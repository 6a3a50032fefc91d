import type { HostFacts } from "./facts.ts";
import type { AssertionId, BarrierId, HostId, RunId, StepId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import type { Drift, Failure, StepOutcome } from "./step/outcome.ts";
import type { CheckResult } from "./step/preflight.ts";

/** One moment of one barrier member: milliseconds since the first fire, and the bound of its error. */
export interface BarrierMark {
  readonly host: HostId;
  readonly name: string;
  readonly atMs: number;
  readonly errorMs: number;
}

export interface BarrierResult {
  readonly outcome: "done" | "canceled" | "unneeded";
  /** Between the first and the last process start, milliseconds. */
  readonly skewMs?: number;
  readonly marks: readonly BarrierMark[];
}

/** The Kubernetes that a bootstrap makes, as kubectl needs to know it. */
export interface KubernetesEndpoint {
  /** https://VIP:PORT. */
  readonly server: string;
  /** Without the leading v: 1.20.2. */
  readonly version: string;
}

/** What was done. Append-only; the coordinator's whole state is a fold over these. */
export type ClusterEvent =
  | { readonly type: "coordinator.started"; readonly epoch: string; readonly version: string }
  | {
      readonly type: "token.created";
      readonly tokenHash: string;
      readonly host: HostId;
      readonly address: string;
      readonly expiresAt: string;
      readonly by: string;
    }
  | {
      readonly type: "host.enrolled";
      readonly host: HostId;
      readonly tokenHash: string;
      readonly spkiSha256: string;
      readonly serial: string;
      /** Given again to the same key when the answer was lost. */
      readonly certificatePem?: string;
      /** RFC 3339, UTC; of the certificate. */
      readonly notAfter?: string;
      readonly facts: HostFacts;
    }
  /** A new key of the host has a certificate; the former key is good until the agent says that it has it. */
  | {
      readonly type: "host.certified";
      readonly host: HostId;
      /** The key that asked, by which the new one may follow it. */
      readonly formerSpkiSha256: string;
      readonly spkiSha256: string;
      readonly serial: string;
      readonly notAfter: string;
      /** Given again to the same key when the answer was lost. */
      readonly certificatePem: string;
      /** stream: over the agent's own; expiry: at the enrol port, because the former certificate had expired. */
      readonly way: "stream" | "expiry";
    }
  /** The agent has its new key on disk: the former one is worth nothing from now on. */
  | { readonly type: "host.rekeyed"; readonly host: HostId; readonly spkiSha256: string }
  /** Keys and join tokens of the host are worth nothing from now on. */
  | { readonly type: "host.revoked"; readonly host: HostId; readonly by: string }
  | {
      readonly type: "host.refused";
      readonly host: string;
      readonly code: string;
      readonly reason: string;
      readonly from: string;
      /** The token that this refusal ends: another key brought it after its first use. */
      readonly tokenHash?: string;
    }
  | { readonly type: "host.connected"; readonly host: HostId; readonly bootId: string; readonly agentVersion: string }
  | { readonly type: "host.lost"; readonly host: HostId; readonly reason: string }
  | {
      readonly type: "run.started";
      readonly run: RunId;
      readonly plan: Plan;
      readonly by: string;
      readonly ignoredChecks: readonly string[];
      /** Absent in a reset. */
      readonly kubernetes?: KubernetesEndpoint;
      /** What it was asked for: who asks for the same is given this run. Absent in logs of older versions. */
      readonly wish?: string;
    }
  /** A run that its coordinator left goes on under the epoch of the next one. */
  | { readonly type: "run.resumed"; readonly run: RunId; readonly by: string }
  /** No more steps are begun and those under way are canceled; run.finished follows. */
  | { readonly type: "run.aborted"; readonly run: RunId; readonly by: string }
  | { readonly type: "run.checked"; readonly run: RunId; readonly checks: readonly CheckResult[] }
  | {
      readonly type: "lease.granted";
      readonly run: RunId;
      readonly step: StepId;
      readonly host: HostId;
      readonly attempt: number;
    }
  | {
      readonly type: "step.output";
      readonly run: RunId;
      readonly step: StepId;
      readonly lines: readonly string[];
      readonly dropped: number;
    }
  | {
      readonly type: "step.mark";
      readonly run: RunId;
      readonly step: StepId;
      readonly mark: { readonly name: string; readonly atNs: string; readonly errorNs: string };
    }
  | {
      readonly type: "step.finished";
      readonly run: RunId;
      readonly step: StepId;
      readonly attempt: number;
      readonly outcome: StepOutcome;
      readonly drift: readonly Drift[];
      readonly output: unknown;
      readonly failure?: Failure;
      readonly durationMs: number;
      readonly undone: readonly string[];
    }
  | {
      readonly type: "certificate.issued";
      readonly run: RunId;
      readonly step: StepId;
      readonly role: string;
      readonly serial: string;
      readonly notAfter: string;
    }
  | {
      readonly type: "kubeconfig.issued";
      readonly user: string;
      readonly organization: string;
      readonly serial: string;
      readonly notAfter: string;
      readonly by: string;
    }
  | {
      readonly type: "barrier.armed";
      readonly run: RunId;
      readonly barrier: BarrierId;
      readonly hosts: readonly HostId[];
    }
  | { readonly type: "barrier.fired"; readonly run: RunId; readonly barrier: BarrierId; readonly host: HostId }
  | {
      readonly type: "barrier.finished";
      readonly run: RunId;
      readonly barrier: BarrierId;
      readonly result: BarrierResult;
      readonly failure?: Failure;
    }
  | {
      readonly type: "assertion.judged";
      readonly run: RunId;
      readonly assertion: AssertionId;
      readonly holds: boolean;
      readonly failure?: Failure;
    }
  | {
      readonly type: "run.finished";
      readonly run: RunId;
      readonly outcome: "done" | "failed";
      readonly durationMs: number;
      readonly failure?: Failure;
    };

export type EventType = ClusterEvent["type"];

export interface EventRecord {
  /** Counts from 1 without gaps. */
  readonly seq: number;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  readonly event: ClusterEvent;
}
