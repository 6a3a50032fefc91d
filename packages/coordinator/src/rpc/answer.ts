import type { sendUnaryData } from "@grpc/grpc-js";
import { toStatus } from "@quorate/shared/wire/status";

/** The value, or what the error says to a peer. */
export function answer<T>(reply: sendUnaryData<T>, result: Promise<T>): void {
  result.then(
    (value) => reply(null, value),
    (error: unknown) => reply(toStatus(error)),
  );
}
