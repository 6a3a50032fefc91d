import { hostId } from "@quorate/shared/ids";
import { describe, expect, test } from "vitest";
import { logWithState } from "../../../../test/fakes/log-state.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { hashJoinToken } from "../pki/join-token.ts";
import { makeToken } from "./make-token.ts";

const wish = (address = "") => ({ host: hostId("m1"), address, ttlMs: 900_000, by: "root" });

describe("a join token", () => {
  test("is in the log by its hash only, with its host and its end", async () => {
    const { log } = logWithState();
    const clock = new ManualClock();
    const { token, expiresAt } = await makeToken(wish("10.0.0.1"), { log, clock });
    expect(Date.parse(expiresAt) - clock.wallMs()).toBe(900_000);
    expect(log.events("token.created")).toEqual([
      {
        type: "token.created",
        tokenHash: hashJoinToken(token.reveal()),
        host: "m1",
        address: "10.0.0.1",
        expiresAt,
        by: "root",
      },
    ]);
    expect(JSON.stringify(log.records)).not.toContain(token.reveal());
  });

  test.each([
    ["2001:DB8:0::1", "2001:db8::1"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["", ""],
  ])("for %j is kept for %j, as the address of a peer is written", async (address, kept) => {
    const { log } = logWithState();
    await makeToken(wish(address), { log, clock: new ManualClock() });
    expect(log.events("token.created")[0]?.address).toBe(kept);
  });

  test("for what is no IP address is not made", async () => {
    const { log } = logWithState();
    await expect(makeToken(wish("m1.example"), { log, clock: new ManualClock() })).rejects.toMatchObject({
      code: "USAGE",
    });
    expect(log.records).toEqual([]);
  });
});
