import { AppError } from "@quorate/shared/errors";
import { bundleClientOptions } from "@quorate/shared/wire/channel-options";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import type { Identity } from "../config/identity.ts";
import type { BundleFile } from "../steps/handler.ts";
import { demandNames, demandUri, pinnedCredentials } from "./server-identity.ts";

type Client = InstanceType<ReturnType<typeof wire>["ControlService"]>;

/** Files of the coordinator's bundle, over mutual TLS and a connection that no heartbeat waits for. It is there while files come. */
export class BundleChannel {
  readonly #identity: () => Identity;
  #open: { readonly as: Identity; readonly client: Client } | undefined;

  constructor(identity: () => Identity) {
    this.#identity = identity;
  }

  /** See StepContext.bundleFile. The call ends with the reading, whichever way that ends. */
  async *read({ name, sha256, bytes }: BundleFile, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const call = this.#client().FetchFile({ sha256 });
    const stop = (): void => call.cancel();
    signal.addEventListener("abort", stop, { once: true });
    let came = 0;
    try {
      for await (const { chunk } of call) {
        came += chunk.length;
        if (came > bytes) throw new AppError("BUNDLE_DAMAGED", `${name}: more than its ${bytes} bytes came`);
        yield chunk;
      }
    } catch (error) {
      signal.throwIfAborted();
      throw fromStatus(error);
    } finally {
      signal.removeEventListener("abort", stop);
      call.cancel();
    }
  }

  close(): void {
    this.#open?.client.close();
    this.#open = undefined;
  }

  /** With the pair that the agent has now: the old one may have been taken back. */
  #client(): Client {
    const as = this.#identity();
    if (this.#open?.as === as) return this.#open.client;
    this.close();
    const { ControlService } = wire();
    const { verify, channel } = demandNames(as.controlAddress, demandUri(as.coordinatorUri));
    const options = { ...bundleClientOptions, ...channel };
    this.#open = { as, client: new ControlService(as.controlAddress, pinnedCredentials(as, verify), options) };
    return this.#open.client;
  }
}
