import { type HostFacts, hostFacts } from "../facts.ts";
import type { AgentMessage, Hello } from "../session-message.ts";
import { decodeCertificateRequest, encodeCertificateRequest } from "./codec-certificate.ts";
import { decodeHeartbeat, encodeHeartbeat } from "./codec-heartbeat.ts";
import { decodeReport, encodeReport } from "./codec-report.ts";
import { checked, fromJson, required } from "./codec-scalar.ts";
import type { ConnectRequest, ConnectRequest__Output } from "./generated/quorate/v1/ConnectRequest.ts";
import type { Hello__Output } from "./generated/quorate/v1/Hello.ts";

export function encodeAgentMessage(message: AgentMessage): ConnectRequest {
  switch (message.type) {
    case "hello":
      return { hello: { ...message.hello, epoch: message.hello.epoch.toString() } };
    case "heartbeat":
      return { heartbeat: encodeHeartbeat(message.heartbeat) };
    case "facts":
      return { facts: { requestId: message.requestId, factsJson: encodeFacts(message.facts) } };
    case "report":
      return { report: encodeReport(message.report) };
    case "certificate-request":
      return { certificateRequest: encodeCertificateRequest(message.request) };
    case "renewal-request":
      return { renewalRequest: message.request };
    case "renewal-done":
      return { renewalDone: { spkiSha256: message.spkiSha256 } };
  }
}

/** Throws PROTOCOL_MISMATCH on whatever an agent of this version would not say. */
export function decodeAgentMessage(wire: ConnectRequest__Output): AgentMessage {
  switch (required(wire.message, "message that this version knows")) {
    case "hello":
      return { type: "hello", hello: decodeHello(required(wire.hello, "hello")) };
    case "heartbeat":
      return { type: "heartbeat", heartbeat: decodeHeartbeat(required(wire.heartbeat, "heartbeat")) };
    case "facts": {
      const { requestId, factsJson } = required(wire.facts, "facts");
      return { type: "facts", requestId, facts: decodeFacts(factsJson) };
    }
    case "report":
      return { type: "report", report: decodeReport(required(wire.report, "report")) };
    case "certificateRequest":
      return {
        type: "certificate-request",
        request: decodeCertificateRequest(required(wire.certificateRequest, "certificate request")),
      };
    case "renewalRequest": {
      const { publicKey, signature } = required(wire.renewalRequest, "renewal request");
      return { type: "renewal-request", request: { publicKey, signature } };
    }
    case "renewalDone":
      return { type: "renewal-done", spkiSha256: required(wire.renewalDone, "end of a renewal").spkiSha256 };
  }
}

/** Facts travel as JSON, here and at enrolment. */
export function encodeFacts(facts: HostFacts): string {
  return JSON.stringify(facts);
}

export function decodeFacts(json: string): HostFacts {
  return checked(hostFacts, fromJson(json, "facts"), "facts");
}

function decodeHello(wire: Hello__Output): Hello {
  const { agentVersion, protocol, bootId } = wire;
  return { agentVersion, protocol, bootId, epoch: BigInt(wire.epoch) };
}
