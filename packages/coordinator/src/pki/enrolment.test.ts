import { generateKeyPairSync, sign } from "node:crypto";
import type { ClusterEvent } from "@quorate/shared/events";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import { enrolPossessionBytes } from "@quorate/shared/possession";
import type { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { MemoryLog } from "../../../../test/sim/memory-log.ts";
import { type ClusterState, emptyState, foldEvent, foldEvents } from "../journal/cluster-state.ts";
import type { IssuedCertificate } from "./certificate-authority.ts";
import { Enrolment, type EnrolRequest } from "./enrolment.ts";
import { createJoinToken } from "./join-token.ts";

const now = Date.UTC(2026, 10, 22, 9, 30);
const keys = [0, 1].map(() => generateKeyPairSync("rsa", { modulusLength: 2_048 }));
const facts: HostFacts = {
  host: "master90",
  agentVersion: "0.1.0",
  bootId: "boot-1",
  machineId: "machine",
  productUuid: "",
  hostname: "master90",
  os: { id: "debian", version: "12", name: "Debian 12", kernel: "6.1", arch: "x64" },
  cpus: 2,
  memoryMiB: 2_048,
  packageManager: "apt",
  interfaces: [],
  defaultInterface: "eth0",
};

/** A coordinator's end of enrolment with one token for master90; certificates are counted instead of signed. */
async function desk(log = new MemoryLog()): Promise<{ enrolment: Enrolment; token: Secret<string>; log: MemoryLog }> {
  const { text: token, hash: tokenHash } = createJoinToken();
  const expiresAt = new Date(now + 900_000).toISOString();
  await log.append({ type: "token.created", tokenHash, host: hostId("master90"), address: "", expiresAt, by: "root" });
  return { enrolment: enrolmentOn(log), token, log };
}

function enrolmentOn(log: MemoryLog, clock = { wallMs: () => now, monoNs: () => 0n }): Enrolment {
  let state: ClusterState = foldEvents(log.read(0), emptyState);
  log.subscribe((record) => {
    state = foldEvent(state, record);
  });
  let serial = 0;
  const issue = (host: HostId): IssuedCertificate => {
    serial += 1;
    return { certificatePem: `PEM ${serial} of ${host}`, serial: String(serial), notAfter: "" };
  };
  return new Enrolment({ log, state: () => state, issue, clock });
}

function request(token: Secret<string>, which: 0 | 1, more: Partial<EnrolRequest> = {}): EnrolRequest {
  const pair = keys[which];
  if (!pair) throw new Error("no such key");
  const hostName = more.hostName ?? "master90";
  const publicKey = pair.publicKey.export({ type: "spki", format: "der" });
  const bytes = enrolPossessionBytes({ token: token.reveal(), hostName, publicKey });
  const signature = sign("sha256", bytes, pair.privateKey);
  return { token, hostName, publicKey, signature, facts: { ...facts, host: hostName }, from: "10.0.0.90", ...more };
}

describe("enrolment", () => {
  it("writes who enrolled before the certificate leaves", async () => {
    const { enrolment, token, log } = await desk();
    const enrolled = await enrolment.enrol(request(token, 0));
    expect(enrolled).toEqual({ host: "master90", certificatePem: "PEM 1 of master90" });
    expect(log.events("host.enrolled")).toMatchObject([
      { host: "master90", serial: "1", certificatePem: "PEM 1 of master90", facts: { host: "master90" } },
    ]);
  });

  it("fault 44: gives the same key the same certificate when the answer was lost, also after a crash of the coordinator", async () => {
    const { enrolment, token, log } = await desk();
    const first = await enrolment.enrol(request(token, 0));
    expect(await enrolment.enrol(request(token, 0))).toEqual(first);
    expect(await enrolmentOn(log).enrol(request(token, 0))).toEqual(first);
    expect(log.events("host.enrolled")).toHaveLength(1);
  });

  it("fault 42: refuses another key, raises the alarm in the log, and the token is dead for both", async () => {
    const { enrolment, token, log } = await desk();
    await enrolment.enrol(request(token, 0));
    const refused = { code: "TOKEN_REFUSED", message: expect.stringContaining("it was stolen") };
    await expect(enrolment.enrol(request(token, 1, { from: "10.0.0.66" }))).rejects.toMatchObject(refused);
    expect(log.events("host.refused")).toMatchObject([
      {
        host: "master90",
        code: "TOKEN_REFUSED",
        from: "10.0.0.66",
        tokenHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
    for (const which of [0, 1] as const) {
      await expect(enrolment.enrol(request(token, which))).rejects.toMatchObject({
        message: expect.stringContaining("void"),
      });
    }
    expect(log.events("host.enrolled")).toHaveLength(1);
  });

  it("fault 43: lets exactly one of two keys win when fifty requests come at once", async () => {
    const { enrolment, token, log } = await desk();
    const asked = Array.from({ length: 50 }, (_, index) => request(token, index % 2 === 0 ? 0 : 1));
    const results = await Promise.allSettled(asked.map((each) => enrolment.enrol(each)));
    const certificates = results.flatMap((result) =>
      result.status === "fulfilled" ? [result.value.certificatePem] : [],
    );
    expect(new Set(certificates).size).toBe(1);
    expect(log.events("host.enrolled")).toHaveLength(1);
  });

  it("goes on after a log that could not be written: nothing was given out, the next try gets it", async () => {
    let full = true;
    class FullDisk extends MemoryLog {
      override async append(...events: readonly ClusterEvent[]): ReturnType<MemoryLog["append"]> {
        if (full && events.some((event) => event.type === "host.enrolled")) throw new Error("disk full");
        return super.append(...events);
      }
    }
    const { enrolment, token, log } = await desk(new FullDisk());
    await expect(enrolment.enrol(request(token, 0))).rejects.toThrow("disk full");
    full = false;
    await expect(enrolment.enrol(request(token, 1))).resolves.toMatchObject({ host: "master90" });
    expect(log.events("host.enrolled")).toHaveLength(1);
  });

  it.each<[string, Partial<EnrolRequest>, string]>([
    ["a name that is none", { hostName: "Master 90" }, "PERMISSION_DENIED"],
    ["the facts of another host", { facts: { ...facts, host: "master91" } }, "PERMISSION_DENIED"],
    ["the signature of another request", { signature: Buffer.alloc(256) }, "CERTIFICATE_REFUSED"],
    ["no public key", { publicKey: Buffer.from("key") }, "CERTIFICATE_REFUSED"],
  ])("refuses %s and leaves the token as it was", async (_what, more, code) => {
    const { enrolment, token, log } = await desk();
    await expect(enrolment.enrol(request(token, 0, more))).rejects.toMatchObject({ code });
    expect(log.records).toHaveLength(1);
    await expect(enrolment.enrol(request(token, 1))).resolves.toBeDefined();
  });

  it("names the host that a token is for when another one brings it", async () => {
    const { enrolment, token, log } = await desk();
    await expect(enrolment.enrol(request(token, 0, { hostName: "master91" }))).rejects.toMatchObject({
      code: "TOKEN_REFUSED",
      message: "the join token is for master90, not for master91",
      hint: "make a new one: coordinator token create master91",
    });
    expect(log.events("host.refused")).toEqual([expect.not.objectContaining({ tokenHash: expect.anything() })]);
  });

  it("fault 28: gives a token no longer life when the clock is set back", async () => {
    const { token, log } = await desk();
    const time = { wall: now, mono: 0 };
    const enrolment = enrolmentOn(log, { wallMs: () => time.wall, monoNs: () => BigInt(time.mono) * 1_000_000n });
    time.wall -= 3_600_000;
    time.mono += 900_000;
    await expect(enrolment.enrol(request(token, 0))).rejects.toMatchObject({
      code: "TOKEN_REFUSED",
      message: expect.stringContaining("expired"),
    });
  });

  it("never writes the token into the log", async () => {
    const { enrolment, token, log } = await desk();
    await enrolment.enrol(request(token, 0));
    await enrolment.enrol(request(token, 1)).catch(() => undefined);
    expect(JSON.stringify(log.records)).not.toContain(token.reveal());
  });
});
