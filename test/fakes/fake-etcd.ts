import { generateKeyPairSync } from "node:crypto";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { MemberApi, ReadAnswer, ResponseHeader } from "../../packages/agent/src/steps/etcd/member-api.ts";
import type { Answer } from "../../packages/agent/src/steps/http-exchange.ts";
import { fakeCa } from "./fake-ca.ts";

const pki = "/etc/quorate/pki/etcd";

/** The ids are those that etcd 3.4.23 gave three members with this token and these peer URLs. */
export const etcdMember: EtcdMember = {
  name: "m2",
  address: "127.0.0.2",
  clientPort: 2379,
  peerPort: 2380,
  metricsPort: 2381,
  members: [
    { name: "m1", address: "127.0.0.1", memberId: "ca0214950b12ff01" },
    { name: "m2", address: "127.0.0.2", memberId: "72cb0de881c0096e" },
    { name: "m3", address: "127.0.0.3", memberId: "de17cb976be6aa01" },
  ],
  generation: { token: "tok-gen-2", clusterId: "1738aa5bc542f849" },
  dataDir: "/var/lib/quorate-etcd",
  configFile: "/etc/etcd/etcd.conf.yml",
  unit: "etcd.service",
  user: "etcd",
  certificates: {
    peerCa: `${pki}/peer-ca.crt`,
    peerCert: `${pki}/peer.crt`,
    peerKey: `${pki}/peer.key`,
    clientCa: `${pki}/client-ca.crt`,
    serverCert: `${pki}/server.crt`,
    serverKey: `${pki}/server.key`,
    rootCert: `${pki}/root-client.crt`,
    rootKey: `${pki}/root-client.key`,
  },
};

export const etcdAccounts = {
  "/etc/passwd": "root:x:0:0::/root:/bin/sh\netcd:x:990:990::/var/lib/quorate-etcd:/usr/sbin/nologin\n",
  "/etc/group": "root:x:0:\netcd:x:990:\n",
} as const;

/** Key pairs and CAs of the member, as certificates.ensure leaves them: path to text. */
export function etcdPki(now: Date, address: string = etcdMember.address): Record<string, string> {
  const { certificates: paths } = etcdMember;
  const [peerCa, clientCa] = [fakeCa("peer-ca", now), fakeCa("client-ca", now)];
  const leaf = (
    ca: typeof peerCa,
    cert: string,
    key: string,
    usages: ("server" | "client")[],
    ipAddresses: string[],
  ) => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
    const notAfter = new Date(now.getTime() + 30 * 86_400_000);
    const notBefore = new Date(now.getTime() - 300_000);
    return {
      [cert]: ca.issue({ publicKey, commonName: etcdMember.name, ipAddresses, usages, notBefore, notAfter }),
      [key]: pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
  };
  return {
    [paths.peerCa]: peerCa.pem,
    [paths.clientCa]: clientCa.pem,
    ...leaf(peerCa, paths.peerCert, paths.peerKey, ["server", "client"], [address]),
    ...leaf(clientCa, paths.serverCert, paths.serverKey, ["server", "client"], [address, "127.0.0.1"]),
    ...leaf(clientCa, paths.rootCert, paths.rootKey, ["client"], []),
  };
}

/** A member that tells whatever a test sets; until then it cannot be reached. */
export class FakeEtcd implements MemberApi {
  peerAnswers = false;
  hasQuorum = false;
  clientAnswers = false;
  clusterId: string = etcdMember.generation.clusterId;
  memberId: string = "72cb0de881c0096e";
  readonly keys = new Map<string, string>();

  /** Up and healthy, as after a formation. */
  ready(): this {
    this.peerAnswers = this.hasQuorum = this.clientAnswers = true;
    return this;
  }

  readonly connect = async (): Promise<MemberApi> => this;

  async peerVersion(): Promise<Answer<string>> {
    return this.peerAnswers ? { ok: true, value: "3.4.23" } : refused;
  }

  async health(): Promise<Answer<boolean>> {
    return this.peerAnswers ? { ok: true, value: this.hasQuorum } : refused;
  }

  async read(key: string): Promise<Answer<ReadAnswer>> {
    return this.clientAnswers ? { ok: true, value: { ...this.#header(), value: this.keys.get(key) } } : refused;
  }

  async writeWithLease(key: string, value: string): Promise<Answer<ResponseHeader>> {
    if (!this.clientAnswers) return refused;
    this.keys.set(key, value);
    return { ok: true, value: this.#header() };
  }

  #header(): ResponseHeader {
    return { clusterId: this.clusterId, memberId: this.memberId, revision: "2" };
  }
}

const refused = { ok: false, problem: "connect ECONNREFUSED" } as const;
