import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Secret } from "@quorate/shared/secret";
import type { EnrolledHost, EnrolRequest } from "../pki/enrolment.ts";
import { addressGroup } from "./address-group.ts";
import { AttemptLimit } from "./attempt-limit.ts";
import type { LateRenewalRequest } from "./late-renewal.ts";

export interface EnrolmentGatePorts {
  readonly clock: Clock;
  readonly enrol: (request: EnrolRequest) => Promise<EnrolledHost>;
  /** Was such a token ever made here? */
  readonly known: (token: Secret<string>) => boolean;
  readonly renew: (request: LateRenewalRequest) => Promise<string>;
}

const perAddress = { tries: 5, windowMs: 60_000 } as const;
/** Of all addresses together, with tokens that were never made: each refusal is an event, and the log must not be filled. */
const strangers = { tries: 100, windowMs: 60_000 } as const;

/**
 * In front of the enrolment: whoever fails five times within a minute waits for the rest of it. Nobody guesses a token of
 * 256 bits; this keeps guessing cheap for the coordinator. A good token is let through whatever strangers do elsewhere.
 */
export class EnrolmentGate {
  readonly #ports: EnrolmentGatePorts;
  readonly #addresses: AttemptLimit;
  readonly #strangers: AttemptLimit;

  constructor(ports: EnrolmentGatePorts) {
    this.#ports = ports;
    this.#addresses = new AttemptLimit(ports.clock, perAddress);
    this.#strangers = new AttemptLimit(ports.clock, strangers);
  }

  /** Rejects as `Enrolment` does, and TOKEN_REFUSED for who tried too often. */
  async enrol(request: EnrolRequest): Promise<EnrolledHost> {
    const from = this.#admit(request.from);
    const known = this.#ports.known(request.token);
    if (!known && this.#strangers.exhausted("")) throw tooMany("there were too many tries with unknown tokens");
    return await this.#ports.enrol(request).catch((error: unknown) => {
      if (this.#failed(from, error) && !known) this.#strangers.failed("");
      throw error;
    });
  }

  /** Rejects as `LateRenewal` does, and TOKEN_REFUSED for who tried too often. A refusal is no event, so strangers cost nothing. */
  async renew(request: LateRenewalRequest): Promise<string> {
    const from = this.#admit(request.from);
    return await this.#ports.renew(request).catch((error: unknown) => {
      this.#failed(from, error);
      throw error;
    });
  }

  #admit(address: string): string {
    const from = addressGroup(address);
    if (this.#addresses.exhausted(from)) throw tooMany(`there were too many refused tries from ${address}`);
    return from;
  }

  /** False: it was not the caller's doing. */
  #failed(from: string, error: unknown): boolean {
    if (AppError.from(error).code === "LOG_WRITE_FAILED") return false;
    this.#addresses.failed(from);
    return true;
  }
}

function tooMany(why: string): AppError {
  return new AppError("TOKEN_REFUSED", why, { hint: "wait a minute, then try again" });
}
