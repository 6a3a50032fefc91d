import { createPublicKey, type KeyObject, sign } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import { lateRenewalBytes, renewalPossessionBytes } from "@quorate/shared/possession";
import type { AgentMessage, RenewalAnswer } from "@quorate/shared/session-message";
import { errorOf } from "@quorate/shared/wire/codec-failure";
import type { RenewRequest } from "@quorate/shared/wire/generated/quorate/v1/RenewRequest";
import { keyText } from "./agent-key.ts";
import { checkNextCertificate } from "./given-certificate.ts";
import type { OwnIdentity } from "./own-identity.ts";

export interface RenewalPorts {
  readonly identity: OwnIdentity;
  readonly clock: Clock;
  readonly log: Logger;
  readonly say: (message: AgentMessage) => void;
  /** The call at the enrol port; gives PEM. */
  readonly callLate: (request: RenewRequest) => Promise<string>;
  readonly newKey: () => Promise<KeyObject>;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Looked at so often, since a suspended machine's timers do not count while its certificate ages. */
const lookMs = 600_000;
/** So many tries in a row that failed make a certificate past half of its life suspicious. */
const suspiciousFailures = 10;

/**
 * Keeps the agent's certificate fresh: asks on its stream at half its life, give or take a tenth, so that the agents of a
 * fleet do not come at once. The old pair stays on disk, and in use, until the new one was checked and is on disk.
 */
export class Renewal {
  readonly #ports: RenewalPorts;
  #stopTimer = (): void => undefined;
  #asked: KeyObject | undefined;
  #jitter: number;

  constructor(ports: RenewalPorts) {
    this.#ports = ports;
    this.#jitter = ports.random();
  }

  /** A stream is open: from now on it is asked for when it is time. */
  welcomed(): void {
    this.#asked = undefined;
    this.#look();
  }

  /** The stream is over; what was asked for on it is asked for anew. */
  closed(): void {
    this.#stopTimer();
    this.#asked = undefined;
  }

  /** The coordinator's answer. Never rejects: what is not usable leaves everything as it was. */
  async answered(answer: RenewalAnswer): Promise<void> {
    const key = this.#asked;
    this.#asked = undefined;
    if (!key) return;
    try {
      if ("failure" in answer) throw errorOf(answer.failure);
      await this.#take(answer.certificatePem, key);
      this.#ports.say({ type: "renewal-done", spkiSha256: spkiSha256(derOf(key)) });
    } catch (error) {
      const { code, message } = AppError.from(error);
      this.#ports.log.warn({ code, problem: message }, "certificate not renewed; the old one stays in use");
    }
  }

  /**
   * Before a connection is tried, after so many that failed: a certificate that expired is renewed at the enrol port, or
   * nothing would be heard of us. Where this host's clock is behind, only the failures tell. Rejects AGENT_NOT_ENROLLED or
   * COORDINATOR_UNREACHABLE when it expired and is not renewed.
   */
  async ensureAlive(failures: number): Promise<void> {
    const { identity, clock, log } = this.#ports;
    const nowMs = clock.wallMs();
    if (nowMs >= identity.certificate.validToDate.getTime()) return await this.#renewLate();
    const doubtful = failures % suspiciousFailures === 0 && nowMs >= renewAtMs(identity, this.#jitter);
    if (failures === 0 || !doubtful) return;
    await this.#renewLate().catch((error: unknown) => log.warn({ error }, "certificate not renewed at the enrol port"));
  }

  async #renewLate(): Promise<void> {
    const { identity, newKey, callLate } = this.#ports;
    const { current, certificate } = identity;
    const key = await newKey();
    const asked = { hostName: current.host, publicKey: derOf(key) };
    const request = {
      ...{ certificate: certificate.raw, publicKey: asked.publicKey },
      signature: sign("sha256", renewalPossessionBytes(asked), key),
      formerSignature: identity.sign(lateRenewalBytes(asked)),
    };
    try {
      await this.#take(await callLate(request), key);
    } catch (error) {
      if (AppError.from(error).code === "COORDINATOR_UNREACHABLE") throw error;
      throw expired(identity, error);
    }
  }

  async #take(certPem: string, key: KeyObject): Promise<void> {
    const { identity, log, random } = this.#ports;
    const { caPem, certPem: formerPem } = identity.current;
    const next = checkNextCertificate({ certificatePem: certPem, caPem, key }, formerPem);
    await identity.replace({ keyPem: keyText(key), certPem });
    this.#jitter = random();
    log.info({ until: next.validToDate.toISOString() }, "certificate renewed");
  }

  #look(): void {
    const { clock, identity } = this.#ports;
    this.#stopTimer = clock.after(lookMs, () => this.#look());
    if (this.#asked || clock.wallMs() < renewAtMs(identity, this.#jitter)) return;
    this.#ask().catch((error: unknown) => this.#ports.log.error({ error }, "certificate not asked for"));
  }

  async #ask(): Promise<void> {
    const { identity, say } = this.#ports;
    const key = await this.#ports.newKey();
    const publicKey = derOf(key);
    const signature = sign("sha256", renewalPossessionBytes({ hostName: identity.current.host, publicKey }), key);
    this.#asked = key;
    say({ type: "renewal-request", request: { publicKey, signature } });
  }
}

/** Half of the certificate's life, from 45 % to 55 % of it. */
export function renewAtMs({ certificate }: Pick<OwnIdentity, "certificate">, jitter: number): number {
  const [from, to] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  return from + (to - from) * (0.45 + 0.1 * jitter);
}

function derOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: "spki", format: "der" });
}

function expired({ certificate, current }: OwnIdentity, cause: unknown): AppError {
  const { host } = current;
  const why = AppError.from(cause).message;
  return new AppError("AGENT_NOT_ENROLLED", `the certificate of ${host} expired at ${certificate.validTo}: ${why}`, {
    cause,
    hint: `on the coordinator: coordinator token create ${host}; then run the line that it prints on this host`,
  });
}
