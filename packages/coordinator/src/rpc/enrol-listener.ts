import { Secret } from "@quorate/shared/secret";
import { enrolServerOptions } from "@quorate/shared/wire/channel-options";
import { decodeFacts } from "@quorate/shared/wire/codec-agent-message";
import type { EnrolRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { EnrolResponse } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import type { EnrolServiceHandlers } from "@quorate/shared/wire/generated/quorate/v1/EnrolService";
import type { RenewRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/RenewRequest";
import type { RenewResponse } from "@quorate/shared/wire/generated/quorate/v1/RenewResponse";
import { wire } from "@quorate/shared/wire/load";
import type { EnrolmentGate } from "../fleet/enrolment-gate.ts";
import { answer } from "./answer.ts";
import { addressOfPeer } from "./peer-address.ts";
import { openTlsListener, type TlsListener, type TlsListenerSettings } from "./tls-listener.ts";

export interface EnrolPorts {
  readonly gate: Pick<EnrolmentGate, "enrol" | "renew">;
  /** What every enrolled agent is told beside its certificate. */
  readonly caPem: string;
  readonly controlAddress: string;
  readonly coordinatorUri: string;
}

/** Server certificate only: who calls has no identity yet, or one that expired; one call asks for a join token, the other for the old key. */
export function openEnrolListener(
  settings: Omit<TlsListenerSettings, "name" | "clientCertificate">,
  ports: EnrolPorts,
): Promise<TlsListener> {
  const service = wire().EnrolService.service;
  const complete = { ...settings, name: "enrol", clientCertificate: "none" } as const;
  return openTlsListener(complete, service, () => enrolHandlers(ports), enrolServerOptions);
}

function enrolHandlers(ports: EnrolPorts): EnrolServiceHandlers {
  return {
    Enrol: (call, reply) => answer(reply, enrol(ports, call.request, addressOfPeer(call.getPeer()))),
    Renew: (call, reply) => answer(reply, renew(ports, call.request, addressOfPeer(call.getPeer()))),
  };
}

async function enrol(ports: EnrolPorts, request: EnrolRequest__Output, from: string): Promise<EnrolResponse> {
  const { token, hostName, publicKey, signature, factsJson } = request;
  const facts = decodeFacts(factsJson);
  const { certificatePem } = await ports.gate.enrol({
    ...{ token: new Secret(token), hostName, publicKey, signature, facts, from },
  });
  const { caPem, controlAddress, coordinatorUri } = ports;
  return { certificatePem, caPem, controlAddress, coordinatorUri };
}

async function renew(ports: EnrolPorts, request: RenewRequest__Output, from: string): Promise<RenewResponse> {
  return { certificatePem: await ports.gate.renew({ ...request, from }) };
}
