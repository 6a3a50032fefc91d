import { createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import { type Identity, pairText } from "../config/identity.ts";
import type { AgentPaths } from "../config/paths.ts";
import type { HostFiles } from "../host/host.ts";

/** Who this agent is now: the pair on disk, which a renewal replaces while streams go on. */
export class OwnIdentity {
  readonly #paths: Pick<AgentPaths, "identityFile">;
  readonly #files: Pick<HostFiles, "write">;
  #current: Identity;

  constructor(identity: Identity, paths: Pick<AgentPaths, "identityFile">, files: Pick<HostFiles, "write">) {
    this.#current = identity;
    this.#paths = paths;
    this.#files = files;
  }

  get current(): Identity {
    return this.#current;
  }

  get certificate(): X509Certificate {
    return new X509Certificate(this.#current.certPem);
  }

  sign(bytes: Uint8Array): Buffer {
    const key: KeyObject = createPrivateKey(this.#current.keyPem);
    return sign("sha256", bytes, key);
  }

  /** Both halves at once; used from the next connection on. The pair was checked by the caller. */
  async replace(pair: Pick<Identity, "keyPem" | "certPem">): Promise<void> {
    await this.#files.write(this.#paths.identityFile, pairText(pair), { mode: 0o600 });
    this.#current = { ...this.#current, ...pair };
  }
}
