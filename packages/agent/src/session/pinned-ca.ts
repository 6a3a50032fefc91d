import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type DetailedPeerCertificate } from "node:tls";
import { caHash } from "@quorate/shared/ca-hash";
import { AppError } from "@quorate/shared/errors";

export interface Address {
  readonly host: string;
  readonly port: number;
}

const limitMs = 10_000;

/** HOST:PORT, with brackets around IPv6. */
export function parseAddress(text: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = Number(port);
  if (host === undefined || !(number >= 1 && number <= 65_535)) {
    throw new AppError("USAGE", `${JSON.stringify(text)} is not HOST:PORT`);
  }
  return { host, port: number };
}

/**
 * The CA that the coordinator presents, if it is the pinned one; CA_MISMATCH otherwise. Nothing is sent on this connection:
 * it is not verified yet, and only shows which CA the next one must verify with.
 */
export async function fetchPinnedCa(address: Address, pinned: string): Promise<string> {
  const chain = await presentedChain(address);
  const ca = chain.find((certificate) => certificate.ca && caHash(certificate) === pinned);
  if (ca) return ca.toString();
  throw new AppError(
    "CA_MISMATCH",
    `none of the ${chain.length} certificates that ${address.host}:${address.port} presents is the pinned CA; nothing was sent`,
    { evidence: chain.map((certificate) => `${certificate.subject.replaceAll("\n", ", ")}: ${caHash(certificate)}`) },
  );
}

function presentedChain({ host, port }: Address): Promise<readonly X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
      ALPNProtocols: ["h2"],
      timeout: limitMs,
    });
    const settle = (finish: () => void): void => {
      clearTimeout(limit);
      socket.destroy();
      finish();
    };
    const fail = (why: string, cause?: unknown): void => settle(() => reject(unreachable(host, port, why, cause)));
    const limit = setTimeout(() => fail(`no answer within ${limitMs / 1_000} s`), limitMs);
    socket.once("secureConnect", () => {
      const chain = chainOf(socket.getPeerCertificate(true));
      settle(() => resolve(chain));
    });
    socket.once("error", (error) => fail(error.message, error));
    socket.once("close", () => fail("the connection was closed during the handshake"));
  });
}

/** Leaf first. The last certificate of a chain is its own issuer. */
function chainOf(leaf: DetailedPeerCertificate): readonly X509Certificate[] {
  const seen = new Map<string, X509Certificate>();
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw && !seen.has(next.fingerprint256)) {
    seen.set(next.fingerprint256, new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return [...seen.values()];
}

function unreachable(host: string, port: number, why: string, cause: unknown): AppError {
  return new AppError("COORDINATOR_UNREACHABLE", `${host}:${port}: ${why}`, {
    ...(cause === undefined ? {} : { cause }),
    hint: "is the coordinator running, and may this host reach its enrol port?",
  });
}
