import type { Command, ReceivedCommand, Report } from "./command.ts";
import type { HostFacts, WatchTarget } from "./facts.ts";
import type { Heartbeat, HeartbeatAck } from "./heartbeat.ts";
import type { LeaseId } from "./lease.ts";
import type { Failure } from "./step/outcome.ts";

/** Spoken by this version. The coordinator refuses any other with PROTOCOL_MISMATCH. */
export const protocolVersion = 1;

export interface Hello {
  readonly agentVersion: string;
  readonly protocol: number;
  readonly bootId: string;
  /** The highest epoch the agent has obeyed. */
  readonly epoch: bigint;
}

export interface Welcome {
  readonly epoch: bigint;
  /** Random, of one start of the coordinator; empty when it did not say. */
  readonly instance: string;
  readonly cluster: string;
  readonly heartbeatIntervalMs: number;
}

export interface CertificateOrder {
  readonly lease: LeaseId;
  /** Names one certificate of the step's input. */
  readonly role: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** Over the bytes that control.proto names. */
  readonly signature: Buffer;
}

export type CertificateAnswer = { readonly lease: LeaseId; readonly role: string } & (
  | { readonly certificatePem: string; readonly caPem: string }
  | { readonly failure: Failure }
);

/** For the agent's own next certificate. */
export interface RenewalOrder {
  /** Of a new key, DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /** By the new key, over the bytes that control.proto names. */
  readonly signature: Buffer;
}

export type RenewalAnswer = { readonly certificatePem: string } | { readonly failure: Failure };

/** What an agent says on its stream. The first message is its hello. */
export type AgentMessage =
  | { readonly type: "hello"; readonly hello: Hello }
  | { readonly type: "heartbeat"; readonly heartbeat: Heartbeat }
  | { readonly type: "facts"; readonly requestId: string; readonly facts: HostFacts }
  | { readonly type: "report"; readonly report: Report }
  | { readonly type: "certificate-request"; readonly request: CertificateOrder }
  | { readonly type: "renewal-request"; readonly request: RenewalOrder }
  | { readonly type: "renewal-done"; readonly spkiSha256: string };

/** What the coordinator says; it sends a `Command`, the agent gets a `ReceivedCommand`. The first message is its welcome. */
export type CoordinatorMessage<C extends Command | ReceivedCommand> =
  | { readonly type: "welcome"; readonly welcome: Welcome }
  | { readonly type: "heartbeat-ack"; readonly ack: HeartbeatAck }
  | { readonly type: "facts-request"; readonly requestId: string; readonly watch?: WatchTarget }
  | { readonly type: "command"; readonly command: C }
  | { readonly type: "certificate"; readonly answer: CertificateAnswer }
  | { readonly type: "renewal"; readonly answer: RenewalAnswer };
