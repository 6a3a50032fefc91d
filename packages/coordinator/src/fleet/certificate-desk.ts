import { AppError } from "@quorate/shared/errors";
import type { HostId, RunId } from "@quorate/shared/ids";
import type { Logger } from "@quorate/shared/log";
import type { CertificateAnswer, CertificateOrder } from "@quorate/shared/session-message";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import type { EventLog } from "../journal/event-log.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import type { IssuedCertificate } from "../pki/certificate-authority.ts";
import { verifyCertificatePossession } from "../pki/possession.ts";
import type { LeaseBook } from "./lease-book.ts";

export interface CertificateDeskPorts {
  readonly leases: LeaseBook;
  readonly authorities: Pick<AuthorityStore, "get">;
  readonly log: EventLog;
  readonly logger: Logger;
}

/** Lost answers and retries of a step, and no more: a certificate for the asking is a way to fill the log. */
const mostForOneRole = 10;

/**
 * Signs what a step asks for while its lease is out. Who asks is the verified peer, what is certified is the plan's;
 * the request brings only a key and the proof that its sender holds it.
 */
export class CertificateDesk {
  readonly #ports: CertificateDeskPorts;
  #counted: RunId | undefined;
  readonly #counts = new Map<string, number>();

  constructor(ports: CertificateDeskPorts) {
    this.#ports = ports;
  }

  /** A refusal is an answer too, so this never rejects. No certificate leaves before it is in the log. */
  async answer(host: HostId, order: CertificateOrder): Promise<CertificateAnswer> {
    const { lease, role } = order;
    try {
      const { issued, caPem } = await this.#issue(host, order);
      const { serial, notAfter, certificatePem } = issued;
      await this.#ports.log.append({
        type: "certificate.issued",
        ...{ run: lease.run, step: lease.step, role, serial, notAfter },
      });
      return { lease, role, certificatePem, caPem };
    } catch (error) {
      const { code, message, hint, evidence } = AppError.from(error);
      this.#ports.logger.warn({ host, step: lease.step, role: shown(role), error }, "certificate refused");
      return { lease, role, failure: { code, message, hint, evidence } };
    }
  }

  async #issue(host: HostId, order: CertificateOrder): Promise<{ issued: IssuedCertificate; caPem: string }> {
    const item = this.#itemFor(host, order);
    const { run, step } = order.lease;
    const { role, publicKey, signature } = order;
    this.#count(order);
    verifyCertificatePossession({ run, step, role, publicKey }, signature);
    const authority = await this.#ports.authorities.get(item.authority);
    const issued = authority.issue({
      ...{ commonName: item.commonName, dnsNames: item.dnsNames, ipAddresses: item.ipAddresses },
      ...{ usages: item.usages, days: item.days, publicKeyDer: publicKey },
      ...(item.organization === undefined ? {} : { organization: item.organization }),
    });
    return { issued, caPem: authority.certificatePem };
  }

  /** What the plan says about this role, when the host holds a lease on a step that has it. */
  #itemFor(host: HostId, { lease, role }: CertificateOrder): CertificateItem {
    const step = this.#ports.leases.held(lease);
    if (step?.host !== host || step.kind !== "certificates.ensure") {
      throw refused(`${host} holds no lease on ${lease.step}, attempt ${lease.attempt} of run ${lease.run}`);
    }
    const item = step.input.items.find((each) => each.role === role);
    if (!item) throw refused(`${lease.step} has no certificate of the role ${shown(role)}`);
    return item;
  }

  #count({ lease, role }: CertificateOrder): void {
    if (this.#counted !== lease.run) this.#counts.clear();
    this.#counted = lease.run;
    const key = `${lease.step} ${role}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    if (count > mostForOneRole) throw refused(`${lease.step} asked ${count} times for the certificate of ${role}`);
    this.#counts.set(key, count);
  }
}

/** It comes from the wire and may be anything. */
function shown(role: string): string {
  return JSON.stringify(role.slice(0, 64));
}

function refused(why: string): AppError {
  return new AppError("CERTIFICATE_REFUSED", why);
}
