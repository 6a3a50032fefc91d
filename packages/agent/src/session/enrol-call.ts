import { credentials, Metadata } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import { enrolClientOptions, unaryDeadlineMs } from "@quorate/shared/wire/channel-options";
import type { EnrolRequest } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { EnrolResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import { demandNames, type PeerNames } from "./server-identity.ts";

export interface EnrolAnswer {
  readonly response: EnrolResponse__Output;
  readonly coordinatorNames: PeerNames;
}

/** One call over a fully verified connection that trusts this CA and no other. */
export async function callEnrol(address: string, caPem: string, request: EnrolRequest): Promise<EnrolAnswer> {
  const { EnrolService } = wire();
  let coordinatorNames: PeerNames = [];
  const { verify, channel } = demandNames(address, (names) => {
    coordinatorNames = names;
    return checkIsCoordinator(names);
  });
  const secure = credentials.createSsl(Buffer.from(caPem), null, null, verify);
  const client = new EnrolService(address, secure, { ...enrolClientOptions, ...channel });
  try {
    const response = await new Promise<EnrolResponse__Output>((resolve, reject) => {
      const deadline = Date.now() + unaryDeadlineMs;
      client.Enrol(request, new Metadata(), { deadline }, (error, answer) => {
        if (error) reject(explained(fromStatus(error)));
        else if (answer) resolve(answer);
        else reject(new AppError("PROTOCOL_MISMATCH", "the coordinator gave an empty answer"));
      });
    });
    return { response, coordinatorNames };
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
