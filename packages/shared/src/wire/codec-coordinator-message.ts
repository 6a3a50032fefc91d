import type { CancelCommand, Command, ReceivedCommand } from "../command.ts";
import { type WatchTarget, watchTarget } from "../facts.ts";
import type { CoordinatorMessage, Welcome } from "../session-message.ts";
import { decodeCertificate, decodeRenewal, encodeCertificate, encodeRenewal } from "./codec-certificate.ts";
import { decodeHeartbeatAck, encodeHeartbeatAck } from "./codec-heartbeat.ts";
import { decodeLease, decodeLeaseId, encodeLease, encodeLeaseId } from "./codec-lease.ts";
import { checked, fromJson, required } from "./codec-scalar.ts";
import type { Cancel__Output } from "./generated/quorate/v1/Cancel.ts";
import type { ConnectResponse, ConnectResponse__Output } from "./generated/quorate/v1/ConnectResponse.ts";
import type { Welcome__Output } from "./generated/quorate/v1/Welcome.ts";

export function encodeCoordinatorMessage(message: CoordinatorMessage<Command>): ConnectResponse {
  switch (message.type) {
    case "welcome":
      return { welcome: { ...message.welcome, epoch: message.welcome.epoch.toString() } };
    case "heartbeat-ack":
      return { heartbeatAck: encodeHeartbeatAck(message.ack) };
    case "facts-request":
      return { factsRequest: { requestId: message.requestId, watchJson: encodeWatch(message.watch) } };
    case "command":
      return encodeCommand(message.command);
    case "certificate":
      return { certificate: encodeCertificate(message.answer) };
    case "renewal":
      return { renewal: encodeRenewal(message.answer) };
  }
}

/** Throws PROTOCOL_MISMATCH on whatever a coordinator of this version would not say. */
export function decodeCoordinatorMessage(wire: ConnectResponse__Output): CoordinatorMessage<ReceivedCommand> {
  switch (required(wire.message, "message that this version knows")) {
    case "welcome":
      return { type: "welcome", welcome: decodeWelcome(required(wire.welcome, "welcome")) };
    case "heartbeatAck":
      return { type: "heartbeat-ack", ack: decodeHeartbeatAck(required(wire.heartbeatAck, "heartbeat ack")) };
    case "factsRequest": {
      const { requestId, watchJson } = required(wire.factsRequest, "facts request");
      return { type: "facts-request", requestId, ...decodeWatch(watchJson) };
    }
    case "lease":
      return { type: "command", command: decodeLease(required(wire.lease, "lease")) };
    case "fire":
      return { type: "command", command: { type: "fire", lease: decodeLeaseId(required(wire.fire, "fire").lease) } };
    case "cancel":
      return { type: "command", command: decodeCancel(required(wire.cancel, "cancel")) };
    case "certificate":
      return { type: "certificate", answer: decodeCertificate(required(wire.certificate, "certificate")) };
    case "renewal":
      return { type: "renewal", answer: decodeRenewal(required(wire.renewal, "renewal")) };
  }
}

function encodeCommand(command: Command): ConnectResponse {
  switch (command.type) {
    case "lease":
      return { lease: encodeLease(command) };
    case "fire":
      return { fire: { lease: encodeLeaseId(command.lease) } };
    case "cancel":
      return { cancel: { lease: encodeLeaseId(command.lease), reason: command.reason, undo: command.undo } };
  }
}

function decodeCancel(wire: Cancel__Output): CancelCommand {
  return { type: "cancel", lease: decodeLeaseId(wire.lease), reason: wire.reason, undo: wire.undo };
}

function decodeWelcome(wire: Welcome__Output): Welcome {
  const { cluster, heartbeatIntervalMs, instance } = wire;
  return { epoch: BigInt(wire.epoch), instance, cluster, heartbeatIntervalMs };
}

function encodeWatch(watch: WatchTarget | undefined): string {
  return watch ? JSON.stringify(watch) : "";
}

function decodeWatch(json: string): { watch?: WatchTarget } {
  return json === "" ? {} : { watch: checked(watchTarget, fromJson(json, "a watch target"), "a watch target") };
}
