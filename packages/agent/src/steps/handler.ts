import type { Clock } from "@quorate/shared/clock";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { StepInput, StepKind, StepOutput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { Argv, Host } from "../host/host.ts";

export interface CertificateRequest {
  readonly role: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** Signs the request's bytes with the private key, which stays where it is. */
  readonly sign: (data: Buffer) => Buffer;
}

export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly caPem: string;
}

/** A file of the coordinator's bundle, as a step names it. */
export type BundleFile = StepInput<"bundle.fetch">["files"][number];

/** What a handler has besides its input. No handler knows about dry runs, leases or the network session. */
export interface StepContext {
  readonly host: Host;
  readonly clock: Clock;
  /** The coordinator's clock against this host's; undefined before the first exchange. */
  clockEstimate(): ClockEstimate | undefined;
  /** Aborts on cancel and at the step's time-out, with an AppError as its reason. */
  readonly signal: AbortSignal;
  /** A secret that the step's plan names; throws STEP_INPUT_INVALID for any other. */
  secret(name: string): Secret<string>;
  /** One line for whoever watches. Bounded: late lines are dropped and counted. */
  output(line: string): void;
  /**
   * Exit code of a long command of this step that ended when nobody was there for its end: the agent was restarted meanwhile. Undefined
   * when there was none, or it did not live to tell.
   */
  endedAlone(argv: Argv): Promise<number | undefined>;
  /** Records a moment by name ("started", "port-open", "quorum", "ready"). */
  mark(name: string): void;
  /** Asks the coordinator for the certificate that the plan names `role` in this step. */
  requestCertificate(request: CertificateRequest): Promise<IssuedCertificate>;
  /**
   * What the coordinator sends as this file of its bundle, piece by piece; whether it is that, the reader finds out. Throws
   * COORDINATOR_UNREACHABLE when the connection breaks, BUNDLE_MISSING, and BUNDLE_DAMAGED when more comes than the file has.
   */
  bundleFile(file: BundleFile): AsyncIterable<Uint8Array>;
}

/** probe says what differs, apply removes the difference, the runner probes again to verify. */
export interface ApplyHandler<K extends StepKind> {
  readonly type: "apply";
  probe(input: StepInput<K>, ctx: StepContext): Promise<readonly Drift[]>;
  apply(input: StepInput<K>, ctx: StepContext): Promise<StepOutput<K>>;
}

/** Looks and changes nothing; rejects with an AppError when what it sees is not good enough. */
export interface CheckHandler<K extends StepKind> {
  readonly type: "check";
  check(input: StepInput<K>, ctx: StepContext): Promise<StepOutput<K>>;
}

/**
 * Half of a barrier. Without drift the step is done and never arms. arm checks that fire will succeed and changes nothing
 * that undo cannot take back; fire acts when told; undo takes back what this attempt did and says so in words.
 */
export interface BarrierHandler<K extends StepKind> {
  readonly type: "barrier";
  /** True: fire only looks, so there is no second probe and the outcome is unchanged. */
  readonly readOnly: boolean;
  probe(input: StepInput<K>, ctx: StepContext): Promise<readonly Drift[]>;
  arm(input: StepInput<K>, ctx: StepContext): Promise<void>;
  fire(input: StepInput<K>, ctx: StepContext): Promise<StepOutput<K>>;
  /** Asked before undo when the barrier was canceled for another host's sake: what shows on this one of the cause. */
  witness?(input: StepInput<K>, ctx: StepContext): Promise<AppError | undefined>;
  /** Called after a cancel or failure, armed or fired; must be safe in both. */
  undo(input: StepInput<K>, ctx: StepContext): Promise<readonly string[]>;
}

export type StepHandler<K extends StepKind> = ApplyHandler<K> | CheckHandler<K> | BarrierHandler<K>;
export type StepHandlers = { readonly [K in StepKind]: StepHandler<K> };
