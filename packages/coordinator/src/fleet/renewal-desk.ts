import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { Logger } from "@quorate/shared/log";
import type { RenewalAnswer, RenewalOrder } from "@quorate/shared/session-message";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import { type FoldedHost, keyStanding } from "../journal/folded-host.ts";
import type { IssuedCertificate } from "../pki/certificate-authority.ts";
import { verifyRenewalPossession } from "../pki/possession.ts";
import { Turns } from "../pki/turns.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import { keyRefused } from "./key-refused.ts";

export interface RenewalPorts {
  readonly log: EventLog;
  readonly state: () => ClusterState;
  readonly issue: (host: HostId, publicKeyDer: Uint8Array) => IssuedCertificate;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface RenewalWish extends RenewalOrder {
  readonly host: HostId;
  /** The key that asks, as it was verified: of the stream, or of the certificate that expired. */
  readonly formerSpkiSha256: string;
  readonly way: "stream" | "expiry";
}

/** A life of 24 hours needs two; each is an event, and the log must not be filled. */
const perHost = { tries: 10, windowMs: 3_600_000 } as const;

/**
 * Gives a host its next certificate, over a new key and under the same name. Both keys are good until the agent says, or
 * shows on a new stream, that it has the new one: whatever is lost on the way, the agent holds a key that is known here.
 */
export class RenewalDesk {
  readonly #ports: RenewalPorts;
  readonly #turns = new Turns();
  readonly #limit: AttemptLimit;

  constructor(ports: RenewalPorts) {
    this.#ports = ports;
    this.#limit = new AttemptLimit(ports.clock, perHost);
  }

  /** Over the agent's own stream. A refusal is an answer too, so this never rejects. */
  async answer(host: HostId, formerSpkiSha256: string, order: RenewalOrder): Promise<RenewalAnswer> {
    try {
      return { certificatePem: await this.renew({ host, formerSpkiSha256, ...order, way: "stream" }) };
    } catch (error) {
      const { code, message, hint, evidence } = AppError.from(error);
      this.#ports.logger.warn({ host, error }, "renewal refused");
      return { failure: { code, message, hint, evidence } };
    }
  }

  /** PEM; in the log before it leaves. Rejects PERMISSION_DENIED, CERTIFICATE_REFUSED or LOG_WRITE_FAILED. */
  async renew(wish: RenewalWish): Promise<string> {
    const { host, publicKey, signature } = wish;
    const key = verifyRenewalPossession({ hostName: host, publicKey }, signature);
    return await this.#turns.take(host, () => this.#certify(wish, key.der, key.spkiSha256));
  }

  /** The agent has this key on disk. False: it is not the one that waits to follow. */
  adopt(host: HostId, spkiSha256: string): boolean {
    const known = this.#ports.state().hosts.get(host);
    if (!known || keyStanding(known, spkiSha256) !== "successor") return false;
    this.#ports.log
      .append({ type: "host.rekeyed", host, spkiSha256 })
      .catch((error: unknown) => this.#ports.logger.error({ error, host }, "new key not recorded"));
    return true;
  }

  async #certify(wish: RenewalWish, publicKeyDer: Uint8Array, spkiSha256: string): Promise<string> {
    const { host, formerSpkiSha256, way } = wish;
    const known = this.#owner(host, formerSpkiSha256);
    if (known.spkiSha256 === spkiSha256 || known.barred.includes(spkiSha256)) {
      throw new AppError("CERTIFICATE_REFUSED", `${host} asked for a certificate over a key that it has or had`);
    }
    // Its answer was lost.
    if (known.successor?.spkiSha256 === spkiSha256) return known.successor.certificatePem;
    if (this.#limit.exhausted(host)) {
      throw new AppError("CERTIFICATE_REFUSED", `${host} asked for too many certificates within an hour`);
    }
    this.#limit.failed(host);
    const issued = this.#ports.issue(host, publicKeyDer);
    await this.#ports.log.append({ type: "host.certified", host, formerSpkiSha256, spkiSha256, ...issued, way });
    // It may have been revoked, or enrolled with another key, while this was written.
    if (this.#owner(host, formerSpkiSha256).successor?.spkiSha256 === spkiSha256) return issued.certificatePem;
    throw keyRefused(this.#ports.state(), host);
  }

  #owner(host: HostId, spkiSha256: string): FoldedHost {
    const known = this.#ports.state().hosts.get(host);
    if (known && keyStanding(known, spkiSha256) !== "none") return known;
    throw keyRefused(this.#ports.state(), host);
  }
}
