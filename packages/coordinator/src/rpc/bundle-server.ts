import type { ServerWritableStream } from "@grpc/grpc-js";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import type { FetchFileRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/FetchFileRequest";
import type { FetchFileResponse } from "@quorate/shared/wire/generated/quorate/v1/FetchFileResponse";
import { toStatus } from "@quorate/shared/wire/status";
import type { BundledFile } from "../bundle/manifest.ts";
import type { OpenBundle } from "../bundle/open-bundle.ts";
import type { AgentIdentity } from "../fleet/agent-identity.ts";
import { SendTurns } from "./send-turns.ts";

export type FetchCall = ServerWritableStream<FetchFileRequest__Output, FetchFileResponse>;

export interface BundlePorts {
  readonly bundle?: Pick<OpenBundle, "file" | "read"> | undefined;
  /** Why this identity may not have anything any more. */
  readonly refusal: (identity: AgentIdentity) => AppError | undefined;
  /** Hosts are about to do something together: nothing may be in the way of it. */
  readonly startWindowOpen: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** More would only have each of them wait for the others, and the fleet's commands for all of them. */
const atOnce = 4;
/** A step asks for one after the other; a restarted agent may ask while the call of the one before it still ends. */
const waitingPerHost = 4;
/** A peer that reads nothing for so long is given up, so that others get its turn. */
const stalledMs = 30_000;
/** Between two pieces of 128 KiB while a start window is open: a fifth of the line at most, and never nothing. */
const windowPauseMs = 250;

/** Answers FetchFile: only for agents that are known, only with files of the bundle's list, at the pace of whoever reads. */
export function bundleServer(ports: BundlePorts): (call: FetchCall, identity: AgentIdentity) => Promise<void> {
  const turns = new SendTurns(atOnce, waitingPerHost);
  return async (call, identity) => {
    const over = new AbortController();
    call.once("cancelled", () => over.abort(gone(identity, "went away")));
    try {
      const file = fileFor(call, ports);
      const endTurn = await turns.take(identity.host, over.signal);
      try {
        await send(call, file, { ...ports, identity, signal: over.signal });
      } finally {
        endTurn();
      }
      call.end();
    } catch (error) {
      const { code, message } = AppError.from(error);
      if (!call.cancelled) ports.logger.warn({ code, problem: message, host: identity.host }, "file not sent");
      call.emit("error", toStatus(error));
    }
  };
}

function fileFor({ request }: FetchCall, { bundle }: BundlePorts): Sending["file"] {
  const sha256 = request.sha256.slice(0, 64);
  const file = bundle?.file(sha256);
  if (bundle && file) return { ...file, pieces: () => bundle.read(file) };
  const what = bundle ? "the bundle of this coordinator has no file" : "this coordinator serves no bundle, so no file";
  throw new AppError("BUNDLE_MISSING", `${what} with the sha256 ${JSON.stringify(sha256)}`);
}

interface Sending {
  readonly file: BundledFile & { readonly pieces: () => AsyncIterable<Buffer> };
  readonly identity: AgentIdentity;
  readonly signal: AbortSignal;
}

async function send(
  call: FetchCall,
  { pieces }: Sending["file"],
  { identity, signal, refusal, clock, startWindowOpen }: Omit<Sending, "file"> & BundlePorts,
): Promise<void> {
  for await (const chunk of pieces()) {
    signal.throwIfAborted();
    const refused = refusal(identity);
    if (refused) throw refused;
    if (startWindowOpen()) await clock.sleep(windowPauseMs, signal);
    if (!call.write({ chunk })) await drained(call, identity, clock, signal);
  }
}

function drained(call: FetchCall, identity: AgentIdentity, clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal.reason);
  const stopTimer = clock.after(stalledMs, () => reject(gone(identity, `read nothing for ${stalledMs / 1_000} s`)));
  signal.addEventListener("abort", abort, { once: true });
  call.once("drain", resolve);
  return promise.finally(() => {
    stopTimer();
    signal.removeEventListener("abort", abort);
    call.off("drain", resolve);
  });
}

/** An agent that is there after all tries again. */
function gone({ host }: AgentIdentity, what: string): AppError {
  return new AppError("COORDINATOR_UNREACHABLE", `the coordinator gave a file up: ${host} ${what}`);
}
