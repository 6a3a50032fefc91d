import { createPublicKey, verify, X509Certificate } from "node:crypto";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import { beforeAll, describe, expect, it } from "vitest";
import { type FakeCa, fakeCa } from "../../../../test/fakes/fake-ca.ts";
import { etcdAccounts } from "../../../../test/fakes/fake-etcd.ts";
import { type FakeHost, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { certificatesEnsure } from "./certificates-ensure.ts";
import type { CertificateRequest } from "./handler.ts";

const day = 86_400_000;
const startMs = 1_700_000_000_000;
const directory = "/etc/quorate/pki/etcd";

const peer: CertificateItem = {
  role: "etcd-peer",
  authority: "etcd-peer",
  commonName: "k8s-master90",
  dnsNames: ["k8s-master90"],
  ipAddresses: ["192.168.1.90"],
  usages: ["server", "client"],
  days: 90,
  keyFile: `${directory}/peer.key`,
  certFile: `${directory}/peer.crt`,
  caFile: `${directory}/peer-ca.crt`,
  owner: "etcd",
};
const root: CertificateItem = {
  ...peer,
  role: "etcd-root",
  authority: "etcd-client",
  commonName: "root",
  organization: "quorate:k8s-master90",
  dnsNames: [],
  ipAddresses: [],
  usages: ["client"],
  keyFile: `${directory}/root-client.key`,
  certFile: `${directory}/root-client.crt`,
  caFile: `${directory}/client-ca.crt`,
  owner: "root",
};

let ca: FakeCa;
let otherCa: FakeCa;
/** A host with both pairs; making keys takes a while. */
let finished: FakeHost;
beforeAll(async () => {
  ca = fakeCa("etcd-peer CA", new Date(startMs));
  otherCa = fakeCa("etcd-peer CA", new Date(startMs));
  finished = fakeHost({ files: etcdAccounts });
  await certificatesEnsure.apply({ items: [peer, root] }, world(finished).ctx);
});

interface Issue {
  /** What the plan's item is changed to before it is certified. */
  readonly change?: Partial<CertificateItem>;
  readonly ca?: FakeCa;
  readonly caPem?: string;
  readonly publicKey?: Buffer;
  readonly nowMs?: number;
}

function world(host: FakeHost, options: Issue = {}) {
  const requests: CertificateRequest[] = [];
  const nowMs = options.nowMs ?? startMs;
  const ctx = fakeStepContext(host, {
    clock: new InstantClock(() => undefined, nowMs),
    issue: async (request) => {
      requests.push(request);
      const planned = [peer, root].find((item) => item.role === request.role) ?? peer;
      const item = { ...planned, ...options.change };
      const authority = options.ca ?? ca;
      const certificatePem = authority.issue({
        ...item,
        publicKey: options.publicKey ?? request.publicKey,
        notBefore: new Date(nowMs - 300_000),
        notAfter: new Date(nowMs + item.days * day),
      });
      return { certificatePem, caPem: options.caPem ?? authority.pem };
    },
  });
  return { ctx, requests };
}

/** The finished host as a fresh copy, which a test may break. */
function copy(): FakeHost {
  return fakeHost({ files: Object.fromEntries(finished.files.entries) });
}

describe("certificates.ensure", () => {
  it("makes keys that only their owner can read, has them certified, and then finds nothing to do", async () => {
    const host = fakeHost({ files: etcdAccounts });
    const { ctx, requests } = world(host);
    expect(await certificatesEnsure.probe({ items: [peer, root] }, ctx)).toHaveLength(2);
    const { issued } = await certificatesEnsure.apply({ items: [peer, root] }, ctx);
    expect(issued.map(({ role }) => role)).toEqual(["etcd-peer", "etcd-root"]);
    expect(requests).toHaveLength(2);
    expect(await host.files.status(peer.keyFile)).toMatchObject({ mode: 0o600, uid: 990 });
    expect(await host.files.status(root.keyFile)).toMatchObject({ mode: 0o600, uid: 0 });
    expect(await host.files.status(directory)).toMatchObject({ mode: 0o700, uid: 990 });
    expect(host.files.text(peer.caFile)).toBe(ca.pem);
    expect(await certificatesEnsure.probe({ items: [peer, root] }, ctx)).toEqual([]);
  });

  it("proves possession of the key and sends nothing of it", async () => {
    const host = fakeHost({ files: etcdAccounts });
    const { ctx, requests } = world(host);
    await certificatesEnsure.apply({ items: [peer] }, ctx);
    const [request] = requests;
    const data = Buffer.from("what the coordinator wants signed");
    const publicKey = createPublicKey({ key: request?.publicKey ?? Buffer.alloc(0), format: "der", type: "spki" });
    expect(publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
    expect(verify("sha256", data, publicKey, request?.sign(data) ?? Buffer.alloc(0))).toBe(true);
    const certificate = new X509Certificate(host.files.text(peer.certFile) ?? "");
    expect(certificate.publicKey.export({ type: "spki", format: "der" })).toEqual(request?.publicKey);
  });

  it("renews in the last third of a certificate's life and keeps the key, so that the pair always fits", async () => {
    const host = copy();
    const before = host.files.text(peer.keyFile);
    const late = world(host, { nowMs: startMs + 61 * day });
    expect(await certificatesEnsure.probe({ items: [peer] }, world(host, { nowMs: startMs + 59 * day }).ctx)).toEqual(
      [],
    );
    expect(await certificatesEnsure.probe({ items: [peer] }, late.ctx)).toEqual([
      { what: "certificate etcd-peer", have: "is in the last third of its life", want: "as planned" },
    ]);
    await certificatesEnsure.apply({ items: [peer] }, late.ctx);
    expect(host.files.text(peer.keyFile)).toBe(before);
    expect(await certificatesEnsure.probe({ items: [peer] }, late.ctx)).toEqual([]);
  });

  it("uses a key again whose certificate never came", async () => {
    const host = copy();
    await host.files.remove(peer.certFile);
    const before = host.files.text(peer.keyFile);
    await certificatesEnsure.apply({ items: [peer] }, world(host).ctx);
    expect(host.files.text(peer.keyFile)).toBe(before);
  });

  it("asks only for what is missing", async () => {
    const host = copy();
    await host.files.remove(root.certFile);
    const { ctx, requests } = world(host);
    const { issued } = await certificatesEnsure.apply({ items: [peer, root] }, ctx);
    expect(requests.map(({ role }) => role)).toEqual(["etcd-root"]);
    expect(issued).toHaveLength(2);
  });

  it.each<[string, Partial<CertificateItem>, string]>([
    ["another address", { ipAddresses: ["192.168.1.91"] }, "does not name 192.168.1.90"],
    ["a name too many", { dnsNames: ["k8s-master90", "localhost"] }, "names more than the plan: "],
    ["another purpose", { usages: ["client"] }, "is not for server and client"],
    ["a purpose too many", { usages: ["server", "client"] }, "is not for client"],
    ["another host", { commonName: "k8s-master91" }, "is for k8s-master91, not k8s-master90"],
    ["an organisation that nobody planned", { organization: "system:masters" }, "is of system:masters, not undefined"],
  ])("refuses a certificate with %s, and writes none", async (_, change, why) => {
    const item = why === "is not for client" ? root : peer;
    const host = copy();
    const before = host.files.text(item.certFile);
    await host.files.remove(item.caFile);
    await expect(certificatesEnsure.apply({ items: [item] }, world(host, { change }).ctx)).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: expect.stringContaining(why),
    });
    expect(host.files.text(item.certFile)).toBe(before);
    expect(host.files.text(item.caFile)).toBeUndefined();
  });

  it("fault 38: refuses a certificate of another CA, even of one with the same name", async () => {
    const host = copy();
    await host.files.remove(peer.certFile);
    const { ctx } = world(host, { ca: otherCa, caPem: ca.pem });
    await expect(certificatesEnsure.apply({ items: [peer] }, ctx)).rejects.toMatchObject({
      message: "the certificate that came for etcd-peer is not issued by its CA",
    });
  });

  it("refuses a certificate for another key", async () => {
    const host = copy();
    await host.files.remove(peer.certFile);
    const stranger = createPublicKey(host.files.text(root.keyFile) ?? "").export({ type: "spki", format: "der" });
    const { ctx } = world(host, { publicKey: stranger });
    await expect(certificatesEnsure.apply({ items: [peer] }, ctx)).rejects.toMatchObject({
      message: "the certificate that came for etcd-peer is for another key",
    });
  });

  it("notices a certificate and a key that do not belong together", async () => {
    const host = copy();
    host.files.put(root.keyFile, host.files.text(peer.keyFile) ?? "");
    expect(await certificatesEnsure.probe({ items: [root] }, world(host).ctx)).toContainEqual({
      what: "certificate etcd-root",
      have: "does not belong to its key",
      want: "as planned",
    });
  });

  it("closes a key that others could read", async () => {
    const host = copy();
    const text = host.files.text(peer.keyFile) ?? "";
    host.files.put(peer.keyFile, { kind: "file", text, mode: 0o644, owner: "root" });
    const { ctx, requests } = world(host);
    expect((await certificatesEnsure.probe({ items: [peer, root] }, ctx)).map(({ what }) => what)).toEqual([
      `mode of ${peer.keyFile}`,
      `owner of ${peer.keyFile}`,
    ]);
    await certificatesEnsure.apply({ items: [peer, root] }, ctx);
    expect(await certificatesEnsure.probe({ items: [peer, root] }, ctx)).toEqual([]);
    expect(requests).toEqual([]);
  });

  it("makes a new key for one that is damaged", async () => {
    const host = copy();
    host.files.put(peer.keyFile, "-----BEGIN PRIVATE KEY-----\ntorn");
    await certificatesEnsure.apply({ items: [peer] }, world(host).ctx);
    expect(await certificatesEnsure.probe({ items: [peer] }, world(host).ctx)).toEqual([]);
  });

  it("refuses what is no certificate at all", async () => {
    const host = copy();
    await host.files.remove(peer.certFile);
    const ctx = fakeStepContext(host, { issue: async () => ({ certificatePem: "hello", caPem: ca.pem }) });
    await expect(certificatesEnsure.apply({ items: [peer] }, ctx)).rejects.toMatchObject({
      code: "CERTIFICATE_INVALID",
      message: "what came for etcd-peer is no certificate",
    });
  });
});
