import { generateKeyPairSync, type KeyObject, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type TLSSocket } from "node:tls";
import { hostId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { CertificateAuthority, signAuthority } from "./certificate-authority.ts";
import {
  agentUri,
  coordinatorUri,
  createCoordinatorIdentity,
  issueAgentCertificate,
  trustDomainOf,
} from "./coordinator-identity.ts";

const key = generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
const fleet = new CertificateAuthority({ name: "fleet", certificatePem: signAuthority("fleet", key), key });
const agentKeys = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const agent = issueAgentCertificate(fleet, {
  host: hostId("master90"),
  publicKeyDer: agentKeys.publicKey.export({ type: "spki", format: "der" }),
  lifeMs: 86_400_000,
});
const identity = await createCoordinatorIdentity(fleet, {
  dnsNames: ["localhost"],
  ipAddresses: ["127.0.0.1"],
  days: 7,
});

interface Pair {
  readonly key: string;
  readonly cert: string;
}
const pem = (of: KeyObject): string => of.export({ type: "pkcs8", format: "pem" }).toString();
const agentPair: Pair = { key: pem(agentKeys.privateKey), cert: agent.certificatePem };
const coordinatorPair: Pair = { key: identity.keyPem.reveal(), cert: identity.certificatePem };

/** What the server makes of the client's certificate: its names, or why they are nobody's; or why the client left. */
async function handshake(server: Pair, client: Pair): Promise<string> {
  const ca = fleet.certificatePem;
  const listener = createServer({ ...server, ca, requestCert: true, rejectUnauthorized: false });
  const seen = new Promise<string>((resolve) => {
    listener.on("secureConnection", (socket: TLSSocket) => {
      resolve(socket.authorized ? (socket.getPeerCertificate().subjectaltname ?? "") : `${socket.authorizationError}`);
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address() as AddressInfo;
  const socket = connect({ ...client, ca, host: "127.0.0.1", port });
  const failed = new Promise<string>((resolve) => socket.on("error", (error) => resolve(error.message)));
  const result = await Promise.race([seen, failed]);
  socket.destroy();
  listener.close();
  return result;
}

describe("identities of the fleet", () => {
  it("carry the trust domain of their CA", () => {
    expect(trustDomainOf(fleet)).toBe(`quorate-${fleet.caHash.slice(7, 19)}`);
    expect(coordinatorUri(fleet)).toBe(`spiffe://${trustDomainOf(fleet)}/coordinator`);
    expect(agentUri(fleet, hostId("master90"))).toBe(`spiffe://${trustDomainOf(fleet)}/agent/master90`);
  });

  it("give the coordinator its names, as a server only", () => {
    const certificate = new X509Certificate(identity.certificatePem);
    expect(certificate.subject).toBe("CN=coordinator");
    expect(certificate.subjectAltName).toBe(`DNS:localhost, URI:${coordinatorUri(fleet)}, IP Address:127.0.0.1`);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    expect(certificate.validToDate.toISOString()).toBe(identity.notAfter);
    expect(identity.uri).toBe(coordinatorUri(fleet));
    expect(JSON.stringify(identity)).not.toContain("PRIVATE KEY");
  });

  it("give an agent one name, as a client only", () => {
    const certificate = new X509Certificate(agent.certificatePem);
    expect(certificate.subject).toBe("CN=master90");
    expect(certificate.subjectAltName).toBe(`URI:${agentUri(fleet, hostId("master90"))}`);
    expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  });

  it("meet over mutual TLS", async () => {
    expect(await handshake(coordinatorPair, agentPair)).toBe(`URI:${agentUri(fleet, hostId("master90"))}`);
  });

  it("cannot be turned around: an agent is no server, the coordinator no client", async () => {
    expect(await handshake(agentPair, agentPair)).toBe("unsuitable certificate purpose");
    expect(await handshake(coordinatorPair, coordinatorPair)).toBe("INVALID_PURPOSE");
  });

  it("are new at every start: no key of the coordinator lies on a disk", async () => {
    const again = await createCoordinatorIdentity(fleet, { dnsNames: [], ipAddresses: ["::1"], days: 7 });
    expect(again.keyPem.reveal()).not.toBe(identity.keyPem.reveal());
  });
});
