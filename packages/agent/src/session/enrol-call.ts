import type { CallOptions, requestCallback } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import { enrolClientOptions, unaryDeadlineMs } from "@quorate/shared/wire/channel-options";
import type { EnrolRequest } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { EnrolResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import type { RenewRequest } from "@quorate/shared/wire/generated/quorate/v1/RenewRequest";
import type { RenewResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/RenewResponse";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import type { Identity } from "../config/identity.ts";
import { demandNames, demandUri, type PeerNames, pinnedCredentials } from "./server-identity.ts";

export interface EnrolAnswer {
  readonly response: EnrolResponse__Output;
  readonly coordinatorNames: PeerNames;
}

/** One call over a fully verified connection that trusts this CA and no other. */
export async function callEnrol(address: string, caPem: string, request: EnrolRequest): Promise<EnrolAnswer> {
  let coordinatorNames: PeerNames = [];
  const demand = (names: PeerNames): Error | undefined => {
    coordinatorNames = names;
    return checkIsCoordinator(names);
  };
  const response = await call<EnrolResponse__Output>(address, caPem, demand, (client, options, done) =>
    client.Enrol(request, options, done),
  );
  return { response, coordinatorNames };
}

/** As `callEnrol`, of a coordinator whose name is known. Gives PEM. */
export async function renewLate(
  { enrolAddress, caPem, coordinatorUri }: Pick<Identity, "enrolAddress" | "caPem" | "coordinatorUri">,
  request: RenewRequest,
): Promise<string> {
  if (enrolAddress === undefined) {
    throw new AppError("AGENT_NOT_ENROLLED", "the enrolment does not say where a certificate that expired is renewed");
  }
  const response = await call<RenewResponse__Output>(
    enrolAddress,
    caPem,
    demandUri(coordinatorUri),
    (client, options, done) => client.Renew(request, options, done),
  );
  return response.certificatePem;
}

type Client = InstanceType<ReturnType<typeof wire>["EnrolService"]>;

async function call<T>(
  address: string,
  caPem: string,
  demand: (names: PeerNames) => Error | undefined,
  ask: (client: Client, options: CallOptions, done: requestCallback<T>) => unknown,
): Promise<T> {
  const { EnrolService } = wire();
  const { verify, channel } = demandNames(address, demand);
  const secure = pinnedCredentials({ caPem }, verify);
  const client = new EnrolService(address, secure, { ...enrolClientOptions, ...channel });
  try {
    return await new Promise<T>((resolve, reject) => {
      ask(client, { deadline: Date.now() + unaryDeadlineMs }, (error, answer) => {
        if (error) reject(explained(fromStatus(error)));
        else if (answer) resolve(answer);
        else reject(new AppError("PROTOCOL_MISMATCH", "the coordinator gave an empty answer"));
      });
    });
  } finally {
    client.close();
  }
}

/** The catalogue's own hint speaks to operators on the coordinator's machine. */
function explained(error: AppError): AppError {
  if (error.code !== "COORDINATOR_UNREACHABLE") return error;
  const hint = "is the coordinator running, does its certificate name this address, and do both clocks agree?";
  return new AppError(error.code, error.message, { cause: error, hint });
}

/** The pinned CA also signs agents; a token must never go to one of them. */
function checkIsCoordinator(names: PeerNames): Error | undefined {
  if (names.some((name) => /^URI:spiffe:\/\/[^/]+\/coordinator$/.test(name))) return undefined;
  return new AppError("CA_MISMATCH", "the peer's certificate is not a coordinator's");
}
