import { credentials } from "@grpc/grpc-js";
import { enrolClientOptions } from "@quorate/shared/wire/channel-options";
import type { EnrolRequest } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { EnrolResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";

/** One Enrol call with exactly these bytes, over a connection of its own. */
export async function enrolRaw(port: number, caPem: string, request: EnrolRequest): Promise<EnrolResponse__Output> {
  const { EnrolService } = wire();
  const client = new EnrolService(`127.0.0.1:${port}`, credentials.createSsl(Buffer.from(caPem)), {
    ...enrolClientOptions,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.max_send_message_length": -1,
  });
  try {
    return await new Promise((resolve, reject) => {
      client.Enrol(request, { deadline: Date.now() + 60_000 }, (error, answer) => {
        if (error || !answer) reject(fromStatus(error));
        else resolve(answer);
      });
    });
  } finally {
    client.close();
  }
}
