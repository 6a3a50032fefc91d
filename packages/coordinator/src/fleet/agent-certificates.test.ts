import { createPublicKey, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { spkiSha256 } from "@quorate/shared/ca-hash";
import { hostId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import { enrolPossessionBytes, lateRenewalBytes, renewalPossessionBytes } from "@quorate/shared/possession";
import type { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { fakeFacts } from "../../../../test/fakes/cluster.ts";
import { settled } from "../../../../test/fakes/fake-registry.ts";
import { logWithState } from "../../../../test/fakes/log-state.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { CertificateAuthority, signAuthority } from "../pki/certificate-authority.ts";
import { agentUri } from "../pki/coordinator-identity.ts";
import { openAgentCertificates } from "./agent-certificates.ts";
import { makeToken } from "./make-token.ts";
import { revokeHost } from "./revoke-host.ts";

const m1 = hostId("m1");
const dayMs = 86_400_000;
const newKey = () => generateKeyPairSync("rsa", { modulusLength: 2_048 }).privateKey;
const [caKey, first, second, third] = [newKey(), newKey(), newKey(), newKey()];
const derOf = (key: KeyObject) => createPublicKey(key).export({ type: "spki", format: "der" });
const nameOf = (key: KeyObject) => spkiSha256(derOf(key));

/** A coordinator's fleet with nothing but m1, which enrolled with the first key. */
async function fleet() {
  const clock = new ManualClock();
  const { log, state } = logWithState();
  const certificatePem = signAuthority("fleet", caKey, clock);
  const fleetAuthority = new CertificateAuthority({ name: "fleet", certificatePem, key: caKey, clock });
  const logger = createLogger("test", "silent");
  const opened = openAgentCertificates({ log, state, fleetAuthority, clock, logger, lifeMs: dayMs });
  const newToken = async () =>
    (await makeToken({ host: m1, address: "", ttlMs: dayMs, by: "test" }, { log, clock })).token;
  const enrol = async (token: Secret<string>, key: KeyObject): Promise<string> => {
    const asked = { token: token.reveal(), hostName: "m1", publicKey: derOf(key) };
    const facts = fakeFacts({ name: "m1", address: "10.0.0.1", role: "control-plane" });
    const signature = sign("sha256", enrolPossessionBytes(asked), key);
    return (await opened.gate.enrol({ ...asked, token, signature, facts, from: "10.0.0.1" })).certificatePem;
  };
  const token = await newToken();
  const certificate = await enrol(token, first);
  const types = () => log.records.map(({ event }) => event.type);
  return { ...opened, clock, log, state, fleetAuthority, newToken, enrol, token, certificate, types };
}

const renewalOf = (key: KeyObject) => {
  const publicKey = derOf(key);
  return { publicKey, signature: sign("sha256", renewalPossessionBytes({ hostName: "m1", publicKey }), key) };
};

const lateOf = (key: KeyObject, former: KeyObject, certificatePem: string) => {
  const { publicKey, signature } = renewalOf(key);
  return {
    ...{ certificate: new X509Certificate(certificatePem).raw, publicKey, signature, from: "10.0.0.1" },
    formerSignature: sign("sha256", lateRenewalBytes({ hostName: "m1", publicKey }), former),
  };
};

describe("a renewal on the agent's own stream", () => {
  it("gives a new key the same name for another day, and the former key is good until the agent has the new one", async () => {
    const { renewals, state, fleetAuthority, types } = await fleet();
    const answer = await renewals.answer(m1, nameOf(first), renewalOf(second));
    if ("failure" in answer) throw new Error(answer.failure.message);
    const issued = new X509Certificate(answer.certificatePem);
    expect(issued.subjectAltName).toBe(`URI:${agentUri(fleetAuthority, m1)}`);
    expect(issued.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(issued.validToDate.getTime() - issued.validFromDate.getTime()).toBe(dayMs + 300_000);
    expect(state().hosts.get(m1)).toMatchObject({
      spkiSha256: nameOf(first),
      successor: { spkiSha256: nameOf(second) },
    });
    expect(renewals.adopt(m1, nameOf(second))).toBe(true);
    await settled();
    expect(state().hosts.get(m1)).toMatchObject({
      spkiSha256: nameOf(second),
      notAfter: issued.validToDate.toISOString(),
    });
    expect(state().hosts.get(m1)).not.toHaveProperty("successor");
    expect(types().slice(-2)).toEqual(["host.certified", "host.rekeyed"]);
  });

  it("gives the same certificate again when its answer was lost", async () => {
    const { renewals, types } = await fleet();
    const answers = await Promise.all([1, 2, 3].map(() => renewals.answer(m1, nameOf(first), renewalOf(second))));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(types().filter((type) => type === "host.certified")).toHaveLength(1);
  });

  it("is refused for the key that is in use, without proof of the new one, and to a key that is not the host's", async () => {
    const { renewals, types } = await fleet();
    const { publicKey } = renewalOf(second);
    for (const [former, order] of [
      [first, renewalOf(first)],
      [first, { publicKey, signature: Buffer.alloc(256) }],
      [third, renewalOf(second)],
    ] as const) {
      expect(await renewals.answer(m1, nameOf(former), order)).toHaveProperty("failure");
    }
    expect(types()).not.toContain("host.certified");
  });

  it("does not outlive a revocation, nor an enrolment with another key, that came while it was under way", async () => {
    const revoked = await fleet();
    const late = revoked.renewals.answer(m1, nameOf(first), renewalOf(second));
    await revokeHost(m1, "root", revoked);
    expect(await late).toMatchObject({ failure: { code: "PERMISSION_DENIED" } });
    expect(revoked.renewals.adopt(m1, nameOf(second))).toBe(false);
    const again = await fleet();
    await again.enrol(await again.newToken(), third);
    expect(await again.renewals.answer(m1, nameOf(first), renewalOf(second))).toMatchObject({
      failure: { message: expect.stringMatching(/^m1 has another key here: it enrolled again/) },
    });
  });

  it("may not be asked for without end", async () => {
    const { renewals, types, clock } = await fleet();
    const orders = [second, third].map(renewalOf);
    for (let n = 0; n < 30; n++) await renewals.answer(m1, nameOf(first), orders[n % 2] ?? renewalOf(second));
    expect(types().filter((type) => type === "host.certified")).toHaveLength(10);
    await clock.advance(3_600_000);
    expect(await renewals.answer(m1, nameOf(first), renewalOf(third))).toHaveProperty("certificatePem");
  });
});

describe("a renewal at the enrol port", () => {
  it("fault 40: takes an expired certificate and both keys' word, for 90 days", async () => {
    const { gate, clock, certificate, renewals, state } = await fleet();
    await clock.advance(30 * dayMs);
    const issued = new X509Certificate(await gate.renew(lateOf(second, first, certificate)));
    expect(issued.validToDate.getTime()).toBeGreaterThan(clock.wallMs());
    expect(renewals.adopt(m1, nameOf(second))).toBe(true);
    await settled();
    expect(state().hosts.get(m1)?.spkiSha256).toBe(nameOf(second));
    await clock.advance(92 * dayMs);
    await expect(gate.renew(lateOf(third, second, issued.toString()))).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      hint: "enrol it with a new token: coordinator token create m1, then on m1 the command that this prints",
    });
  });

  it("is refused when the old key did not sign, when the certificate is another's, and once the key was replaced", async () => {
    const { gate, certificate, renewals, fleetAuthority, clock } = await fleet();
    await expect(gate.renew(lateOf(second, third, certificate))).rejects.toMatchObject({ code: "CERTIFICATE_REFUSED" });
    const coordinators = fleetAuthority.issue({
      ...{ commonName: "coordinator", dnsNames: [], ipAddresses: [], uris: [], usages: ["server"] },
      ...{ days: 1, publicKeyDer: derOf(first) },
    });
    const strange = lateOf(second, first, coordinators.certificatePem);
    await expect(gate.renew(strange)).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    const selfMade = signAuthority("fleet", first, clock);
    await expect(gate.renew(lateOf(second, first, selfMade))).rejects.toMatchObject({
      message: "the certificate that was to be renewed was not signed by this coordinator",
    });
    await renewals.answer(m1, nameOf(first), renewalOf(second));
    renewals.adopt(m1, nameOf(second));
    await settled();
    await expect(gate.renew(lateOf(third, first, certificate))).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });
});

describe("a host that was revoked", () => {
  it("has no key any more: its renewals, its tokens and its old keys are refused, and a new token with a new key is not", async () => {
    const { renewals, gate, enrol, newToken, certificate, state, log } = await fleet();
    const unused = await newToken();
    await revokeHost(m1, "root", { log, state });
    await revokeHost(m1, "root", { log, state });
    expect(state().hosts.get(m1)?.revoked).toMatchObject({ by: "root" });
    expect(await renewals.answer(m1, nameOf(first), renewalOf(second))).toHaveProperty("failure");
    await expect(gate.renew(lateOf(second, first, certificate))).rejects.toMatchObject({
      message: expect.stringContaining("m1 was revoked"),
    });
    await expect(enrol(unused, second)).rejects.toMatchObject({ message: "the join token is void: m1 was revoked" });
    const fresh = await newToken();
    await expect(enrol(fresh, first)).rejects.toMatchObject({ message: "the key was taken back when m1 was revoked" });
    expect(new X509Certificate(await enrol(fresh, third)).checkPrivateKey(third)).toBe(true);
    expect(state().hosts.get(m1)).not.toHaveProperty("revoked");
    expect(state().hosts.get(m1)?.barred).toEqual([nameOf(first)]);
  });

  it("is refused under a name that nobody has", async () => {
    const { log, state } = await fleet();
    await expect(revokeHost(hostId("m9"), "root", { log, state })).rejects.toMatchObject({
      code: "NOT_FOUND",
      hint: "enrolled are m1",
    });
  });
});

describe("a token that was used before its host changed its key", () => {
  it("gives the old certificate no more, and is not taken for stolen", async () => {
    const { renewals, enrol, token, log } = await fleet();
    await renewals.answer(m1, nameOf(first), renewalOf(second));
    renewals.adopt(m1, nameOf(second));
    await settled();
    await expect(enrol(token, first)).rejects.toMatchObject({ message: "m1 has another key since it used this token" });
    expect(log.records.at(-1)?.event).not.toHaveProperty("tokenHash");
  });
});
