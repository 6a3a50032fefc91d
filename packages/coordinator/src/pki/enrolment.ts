import { type Clock, neverBack, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import type { Secret } from "@quorate/shared/secret";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { IssuedCertificate } from "./certificate-authority.ts";
import { hashJoinToken, type Refusal, redeemToken } from "./join-token.ts";
import { verifyEnrolPossession } from "./possession.ts";
import type { RsaPublicKey } from "./rsa-public-key.ts";
import { Turns } from "./turns.ts";

export interface EnrolRequest {
  readonly token: Secret<string>;
  readonly hostName: string;
  /** DER SubjectPublicKeyInfo, from the wire. */
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
  readonly facts: HostFacts;
  /** IP address of the sender, without port. */
  readonly from: string;
}

export interface EnrolledHost {
  readonly host: HostId;
  readonly certificatePem: string;
}

export interface EnrolmentParts {
  readonly log: EventLog;
  /** Folded by a subscriber of the same log. */
  readonly state: () => ClusterState;
  readonly issue: (host: HostId, publicKeyDer: Uint8Array) => IssuedCertificate;
  readonly clock?: Pick<Clock, "wallMs" | "monoNs">;
}

/**
 * Trades a join token for an agent certificate. The event is durable before the certificate leaves, so a lost answer, or
 * a crash before it, is made good by asking again with the same key: the same certificate comes back.
 */
export class Enrolment {
  readonly #parts: EnrolmentParts;
  /** A clock that is set back must not lengthen the life of a token. */
  readonly #clock: Pick<Clock, "wallMs">;
  /** Of requests with one token. */
  readonly #turns = new Turns();

  constructor(parts: EnrolmentParts) {
    this.#parts = parts;
    this.#clock = neverBack(parts.clock ?? systemClock);
  }

  /** Throws CERTIFICATE_REFUSED, TOKEN_REFUSED, PERMISSION_DENIED or LOG_WRITE_FAILED. */
  async enrol(request: EnrolRequest): Promise<EnrolledHost> {
    const { token, hostName, publicKey, signature, facts } = request;
    if (!hostNamePattern.test(hostName)) throw new AppError("PERMISSION_DENIED", "the host name is no RFC 1123 label");
    const key = verifyEnrolPossession({ token: token.reveal(), hostName, publicKey }, signature);
    if (facts.host !== hostName) {
      throw new AppError("PERMISSION_DENIED", `${hostName} sent the facts of ${facts.host}`);
    }
    return this.#turns.take(hashJoinToken(token.reveal()), () => this.#decide(request, key));
  }

  async #decide(request: EnrolRequest, key: RsaPublicKey): Promise<EnrolledHost> {
    const { token, hostName, from } = request;
    const { state } = this.#parts;
    const asked = { token, host: hostName, spkiSha256: key.spkiSha256, from };
    const { tokens, hosts } = state();
    const redemption = redeemToken(tokens, asked, this.#clock.wallMs());
    if (redemption.outcome === "refused") return this.#refuse(request, redemption);
    const host = hostId(hostName);
    const known = hosts.get(host);
    if (known?.barred.includes(key.spkiSha256)) {
      return this.#refuse(request, { message: `the key was taken back when ${host} was revoked`, endsToken: false });
    }
    if (redemption.outcome === "repeat" && known?.spkiSha256 !== key.spkiSha256) {
      return this.#refuse(request, { message: `${host} has another key since it used this token`, endsToken: false });
    }
    const before = redemption.outcome === "repeat" ? redemption.bound.certificatePem : undefined;
    return { host, certificatePem: before ?? (await this.#certify(request, host, key)) };
  }

  async #certify({ token, facts }: EnrolRequest, host: HostId, key: RsaPublicKey): Promise<string> {
    const issued = this.#parts.issue(host, key.der);
    const tokenHash = hashJoinToken(token.reveal());
    const { spkiSha256 } = key;
    await this.#parts.log.append({ type: "host.enrolled", host, tokenHash, spkiSha256, ...issued, facts });
    return issued.certificatePem;
  }

  async #refuse(request: EnrolRequest, refusal: Pick<Refusal, "message" | "endsToken">): Promise<never> {
    const { token, hostName: host, from } = request;
    const ended = refusal.endsToken ? { tokenHash: hashJoinToken(token.reveal()) } : {};
    const reason = refusal.message;
    await this.#parts.log.append({ type: "host.refused", host, code: "TOKEN_REFUSED", reason, from, ...ended });
    throw new AppError("TOKEN_REFUSED", reason, { hint: `make a new one: coordinator token create ${host}` });
  }
}
