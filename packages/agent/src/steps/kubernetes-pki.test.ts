import { generateKeyPairSync } from "node:crypto";
import { caHash, publicKeyHash } from "@quorate/shared/ca-hash";
import { describe, expect, it } from "vitest";
import { fakeCa } from "../../../../test/fakes/fake-ca.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { kubernetesPki } from "./kubernetes-pki.ts";

const own = fakeCa("kubernetes", new Date());
const other = fakeCa("kubernetes", new Date());
const pki = "/etc/kubernetes/pki";
// What signs does not matter to the step, only whose key it is.
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const key = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const input = {
  caHash: caHash(own.pem),
  publicFiles: [
    { path: `${pki}/ca.crt`, text: own.pem },
    { path: "/etc/quorate/pki/kubernetes/ca.crt", text: own.pem },
  ],
  secretFiles: [{ path: `${pki}/ca.key`, secret: "kubernetes-ca-key", publicHash: publicKeyHash(pair.publicKey) }],
  caFile: `${pki}/ca.crt`,
};

function setUp(files: Record<string, string> = {}) {
  const host = fakeHost({ files });
  return { host, ctx: fakeStepContext(host, { secrets: { "kubernetes-ca-key": key } }) };
}

describe("kubernetes.pki", () => {
  it("writes certificates for everybody and keys for root, and nothing the second time", async () => {
    const { host, ctx } = setUp();
    expect(await kubernetesPki.probe(input, ctx)).toHaveLength(3);
    await kubernetesPki.apply(input, ctx);
    expect(await kubernetesPki.probe(input, ctx)).toEqual([]);
    expect(await host.files.status(`${pki}/ca.crt`)).toMatchObject({ mode: 0o644 });
    expect(await host.files.status(`${pki}/ca.key`)).toMatchObject({ mode: 0o600 });
    expect(host.files.text(`${pki}/ca.key`)).toBe(key);
  });

  it("tells whose key is there without the key: a look needs no secret", async () => {
    const { host, ctx } = setUp();
    await kubernetesPki.apply(input, ctx);
    expect(await kubernetesPki.probe(input, fakeStepContext(host, { secrets: {} }))).toEqual([]);
  });

  it("shows no text of any file", async () => {
    const { ctx } = setUp({ [`${pki}/ca.crt`]: own.pem, [`${pki}/ca.key`]: "canary of before" });
    const drift = JSON.stringify(await kubernetesPki.probe(input, ctx));
    expect(drift).toContain("another key");
    expect(drift).not.toContain("canary");
  });

  it("closes a key that others may read", async () => {
    const { host, ctx } = setUp({ [`${pki}/ca.crt`]: own.pem, [`${pki}/ca.key`]: key });
    await kubernetesPki.apply(input, ctx);
    expect(await host.files.status(`${pki}/ca.key`)).toMatchObject({ mode: 0o600 });
  });

  it("touches nothing where another cluster's CA is", async () => {
    const { host, ctx } = setUp({ [`${pki}/ca.crt`]: other.pem });
    const refused = { code: "KUBERNETES_CA_MISMATCH", message: expect.stringContaining(caHash(other.pem)) };
    await expect(kubernetesPki.probe(input, ctx)).rejects.toMatchObject(refused);
    await expect(kubernetesPki.apply(input, ctx)).rejects.toMatchObject(refused);
    expect(host.files.text(`${pki}/ca.crt`)).toBe(other.pem);
    expect(host.files.text(`${pki}/ca.key`)).toBeUndefined();
  });

  it("touches nothing where a key is left of a cluster whose CA is gone", async () => {
    const { host, ctx } = setUp({ [`${pki}/ca.key`]: "another key" });
    await expect(kubernetesPki.apply(input, ctx)).rejects.toMatchObject({
      code: "KUBERNETES_CA_MISMATCH",
      message: expect.stringContaining(`${pki}/ca.key`),
    });
    expect(host.files.text(`${pki}/ca.key`)).toBe("another key");
  });

  it("takes what is no certificate for a stranger's", async () => {
    const { ctx } = setUp({ [`${pki}/ca.crt`]: "not a certificate" });
    await expect(kubernetesPki.probe(input, ctx)).rejects.toMatchObject({ code: "KUBERNETES_CA_MISMATCH" });
  });

  it("refuses a plan whose CA is not the one it names", async () => {
    const { ctx } = setUp();
    const wrong = { ...input, caHash: caHash(other.pem) };
    await expect(kubernetesPki.probe(wrong, ctx)).rejects.toMatchObject({ code: "STEP_INPUT_INVALID" });
  });
});
