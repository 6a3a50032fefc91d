import { AppError } from "@quorate/shared/errors";
import { type LeaseId, leaseKey } from "@quorate/shared/lease";
import { certificatePossessionBytes } from "@quorate/shared/possession";
import type { AgentMessage, CertificateAnswer, CertificateOrder } from "@quorate/shared/session-message";
import { errorOf } from "@quorate/shared/wire/codec-failure";
import type { CertificateRequest, IssuedCertificate } from "../steps/handler.ts";

interface Waiting {
  readonly order: CertificateOrder;
  readonly answer: PromiseWithResolvers<IssuedCertificate>;
}

/** Requests for certificates that have no answer yet. They are said again on every new stream; the coordinator answers a repeated one alike. */
export class CertificateDesk {
  readonly #waiting = new Map<string, Waiting>();
  readonly #say: (message: AgentMessage) => void;

  constructor(say: (message: AgentMessage) => void) {
    this.#say = say;
  }

  request(lease: LeaseId, request: CertificateRequest, signal: AbortSignal): Promise<IssuedCertificate> {
    const { role, publicKey, sign } = request;
    const key = keyOf(lease, role);
    const answer = Promise.withResolvers<IssuedCertificate>();
    if (signal.aborted) answer.reject(signal.reason);
    else if (this.#waiting.has(key)) answer.reject(new AppError("INTERNAL", `${role} was asked for twice`));
    else {
      const signature = sign(
        Buffer.from(certificatePossessionBytes({ run: lease.run, step: lease.step, role, publicKey })),
      );
      const waiting: Waiting = { order: { lease, role, publicKey, signature }, answer };
      this.#waiting.set(key, waiting);
      signal.addEventListener("abort", () => this.#take(key)?.answer.reject(signal.reason), { once: true });
      this.#send(waiting);
    }
    return answer.promise;
  }

  answered(answer: CertificateAnswer): void {
    const waiting = this.#take(keyOf(answer.lease, answer.role));
    if (!waiting) return;
    if ("failure" in answer) waiting.answer.reject(errorOf(answer.failure));
    else waiting.answer.resolve({ certificatePem: answer.certificatePem, caPem: answer.caPem });
  }

  sayAgain(): void {
    for (const waiting of this.#waiting.values()) this.#send(waiting);
  }

  #send({ order }: Waiting): void {
    this.#say({ type: "certificate-request", request: order });
  }

  #take(key: string): Waiting | undefined {
    const waiting = this.#waiting.get(key);
    this.#waiting.delete(key);
    return waiting;
  }
}

function keyOf(lease: LeaseId, role: string): string {
  return `${leaseKey(lease)} ${role}`;
}
