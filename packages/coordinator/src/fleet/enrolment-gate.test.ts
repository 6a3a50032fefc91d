import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import { describe, expect, test } from "vitest";
import { fakeFacts } from "../../../../test/fakes/cluster.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import type { EnrolRequest } from "../pki/enrolment.ts";
import { EnrolmentGate } from "./enrolment-gate.ts";

const facts = fakeFacts({ name: "m1", address: "10.0.0.1", role: "control-plane" });

function request(token: string, from: string): EnrolRequest {
  return {
    ...{
      token: new Secret(token),
      hostName: "m1",
      publicKey: Buffer.alloc(1),
      signature: Buffer.alloc(1),
      facts,
      from,
    },
  };
}

/** Only the token "good" is good; "made" was made here, and is refused too. */
function gate() {
  const clock = new ManualClock();
  const asked: string[] = [];
  const opened = new EnrolmentGate({
    clock,
    known: (token) => ["good", "made"].includes(token.reveal()),
    renew: async ({ from }) => {
      asked.push(from);
      throw new AppError("PERMISSION_DENIED", "no");
    },
    enrol: async ({ token, hostName, from }) => {
      asked.push(from);
      if (token.reveal() !== "good") throw new AppError("TOKEN_REFUSED", "no");
      return { host: hostId("m1"), certificatePem: hostName };
    },
  });
  const tries = async (count: number, token: string, from: (n: number) => string): Promise<void> => {
    for (let n = 0; n < count; n++) await opened.enrol(request(token, from(n))).catch(() => undefined);
  };
  return { opened, clock, asked, tries };
}

describe("the limit on enrolments", () => {
  test("lets an address fail five times a minute, and then not even asks", async () => {
    const { opened, clock, asked, tries } = gate();
    await tries(8, "bad", () => "10.0.0.1");
    expect(asked).toHaveLength(5);
    await expect(opened.enrol(request("good", "10.0.0.1"))).rejects.toMatchObject({
      code: "TOKEN_REFUSED",
      hint: "wait a minute, then try again",
    });
    await clock.advance(60_000);
    expect(await opened.enrol(request("good", "10.0.0.1"))).toMatchObject({ host: "m1" });
  });

  test("counts refused renewals among them", async () => {
    const { opened, asked } = gate();
    const bytes = Buffer.alloc(1);
    const request = {
      certificate: bytes,
      publicKey: bytes,
      signature: bytes,
      formerSignature: bytes,
      from: "10.0.0.1",
    };
    for (let n = 0; n < 8; n++) await opened.renew(request).catch(() => undefined);
    expect(asked).toHaveLength(5);
    await expect(opened.renew(request)).rejects.toMatchObject({ code: "TOKEN_REFUSED" });
  });

  test("counts failures only: a room of hosts behind one address may enrol at once", async () => {
    const { asked, tries } = gate();
    await tries(40, "good", () => "10.0.0.1");
    expect(asked).toHaveLength(40);
  });

  test("does not make one address pay for another", async () => {
    const { opened, tries } = gate();
    await tries(8, "bad", () => "10.0.0.1");
    expect(await opened.enrol(request("good", "10.0.0.2"))).toMatchObject({ host: "m1" });
  });

  test("counts the addresses that one machine has by itself as one", async () => {
    const { asked, tries } = gate();
    await tries(20, "bad", (n) => `2001:db8::${n + 1}`);
    expect(asked).toHaveLength(5);
  });

  test("stops a crowd of strangers from filling the log, and lets known tokens through", async () => {
    const { opened, asked, tries } = gate();
    await tries(300, "bad", (n) => `10.1.${n >> 8}.${n & 255}`);
    expect(asked).toHaveLength(100);
    expect(await opened.enrol(request("good", "10.0.0.1"))).toMatchObject({ host: "m1" });
    await tries(1, "made", () => "10.0.0.3");
    expect(asked).toHaveLength(102);
  });

  test("forgets the oldest of very many addresses", async () => {
    const { asked, tries } = gate();
    await tries(5, "made", () => "10.0.0.1");
    await tries(10_000, "made", (n) => `10.2.${n >> 8}.${n & 255}`);
    await tries(1, "made", () => "10.0.0.1");
    expect(asked).toHaveLength(10_006);
  });
});
