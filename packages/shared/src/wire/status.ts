import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import { z } from "zod";
import { AppError } from "../errors.ts";
import { decodeFailure, encodeFailure, errorOf, failureOf } from "./codec-failure.ts";
import { clip } from "./codec-scalar.ts";

/** "-bin": the value is bytes, so any text survives. */
const failureKey = "quorate-failure-bin";
// Trailers share one header block, which HTTP/2 peers may limit to 16 KiB.
const maxPayload = 8_192;
const maxDetails = 1_024;

const wireFailure = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  evidence: z.array(z.string()),
});

/** What an error says to a peer: code, message, hint, evidence; never a stack. An error that is none of ours says nothing of itself. */
export function toStatus(error: unknown): Pick<StatusObject, "code" | "details" | "metadata"> {
  const known =
    error instanceof AppError ? error : new AppError("INTERNAL", "an unexpected error; the peer's log names it");
  const metadata = new Metadata();
  metadata.set(failureKey, payload(known));
  return { code: status[known.spec.status], details: clip(`[${known.code}] ${known.message}`, maxDetails), metadata };
}

/** The error of a failed call as the peer meant it; what the peer did not explain is told from the gRPC status. */
export function fromStatus(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code, details, metadata } = error as Partial<StatusObject>;
  if (typeof code !== "number") return AppError.from(error);
  const told = metadata instanceof Metadata ? readPayload(metadata.get(failureKey)[0]) : undefined;
  if (told) return new AppError(told.code, told.message, { hint: told.hint, evidence: told.evidence, cause: error });
  return untold(code, details ?? "", error);
}

function payload(error: AppError): Buffer {
  const whole = encodeFailure(failureOf(error));
  const bytes = Buffer.from(JSON.stringify(whole));
  if (bytes.length <= maxPayload) return bytes;
  const short = {
    ...whole,
    message: clip(error.message, maxDetails),
    hint: clip(error.hint, maxDetails),
    evidence: [],
  };
  return Buffer.from(JSON.stringify(short));
}

function readPayload(value: unknown): AppError | undefined {
  if (!Buffer.isBuffer(value)) return undefined;
  try {
    return errorOf(decodeFailure(wireFailure.parse(JSON.parse(value.toString("utf8")))));
  } catch {
    // A payload that cannot be read is as good as none: the status itself still speaks.
    return undefined;
  }
}

function untold(code: status, details: string, cause: unknown): AppError {
  switch (code) {
    case status.UNAVAILABLE:
      return new AppError("COORDINATOR_UNREACHABLE", `no answer: ${withoutWrapping(details)}`, { cause });
    case status.DEADLINE_EXCEEDED:
      return new AppError("COORDINATOR_UNREACHABLE", `no answer in time: ${details}`, { cause });
    case status.UNIMPLEMENTED:
      return new AppError("PROTOCOL_MISMATCH", `the peer does not know this call: ${details}`, { cause });
    case status.UNAUTHENTICATED:
    case status.PERMISSION_DENIED:
      return new AppError("PERMISSION_DENIED", details, { cause });
    default:
      return new AppError("INTERNAL", `${status[code] ?? code}: ${details}`, { cause });
  }
}

/** Of a connection that did not come about, what the system said of it; grpc-js has words of its own around that. */
function withoutWrapping(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (?:Error: )?/, "")
    .replace(/\.?\s*Resolution note:\s*$/, "");
}
