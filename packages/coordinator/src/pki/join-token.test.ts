import { inspect } from "node:util";
import { hostId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FoldedToken } from "../journal/folded-host.ts";
import { createJoinToken, hashJoinToken, isJoinToken, type RedeemRequest, redeemToken } from "./join-token.ts";

const now = Date.UTC(2026, 10, 22, 9, 30);
const { text, hash } = createJoinToken();
const token: FoldedToken = {
  hash,
  host: hostId("master90"),
  address: "",
  expiresAt: "2026-11-22T09:45:00.000Z",
  by: "root",
};
const request: RedeemRequest = { token: text, host: "master90", spkiSha256: "aa", from: "10.0.0.90" };
const bound: FoldedToken = { ...token, bound: { spkiSha256: "aa", serial: "01", certificatePem: "PEM" } };
const redeem = (known: FoldedToken | undefined, asked: Partial<RedeemRequest> = {}, at = now): unknown =>
  redeemToken({ get: (wanted) => (wanted === known?.hash ? known : undefined) }, { ...request, ...asked }, at);

describe("the text of a join token", () => {
  it("is 256 random bits that the grammar takes, and is shown nowhere by accident", () => {
    const made = Array.from({ length: 50 }, createJoinToken);
    expect(new Set(made.map((each) => each.text.reveal())).size).toBe(50);
    for (const each of made) {
      expect(isJoinToken(each.text.reveal())).toBe(true);
      expect(each.hash).toBe(hashJoinToken(each.text.reveal()));
      expect(`${each.text} ${inspect(made)} ${JSON.stringify(made)}`).not.toContain(each.text.reveal());
    }
  });

  it("is nothing else", () => {
    const good = text.reveal();
    for (const bad of [
      "",
      good.slice(1),
      `${good}A`,
      `${good}\n`,
      ` ${good}`,
      good.slice(0, -1),
      `${good.slice(0, -1)}B`,
      good.replace("qrt.", "QRT."),
    ]) {
      expect(isJoinToken(bad)).toBe(false);
    }
    fc.assert(fc.property(fc.string(), (any) => !isJoinToken(any)));
  });

  it("has one spelling: no other text means the same bits", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.stringMatching(/^[A-Za-z0-9_-]$/),
        (bits, last) => {
          const spelling = `qrt.${Buffer.from(bits).toString("base64url")}`;
          const respelled = spelling.slice(0, -1) + last;
          const same = Buffer.from(respelled.slice(4), "base64url").equals(bits);
          expect(isJoinToken(respelled) && same).toBe(respelled === spelling);
        },
      ),
    );
  });
});

describe("redeeming a join token", () => {
  it("gives it to the first key that brings it", () => {
    expect(redeem(token)).toEqual({ outcome: "first", token });
  });

  it("gives the same key the same certificate again", () => {
    expect(redeem(bound)).toEqual({ outcome: "repeat", token: bound, bound: bound.bound });
  });

  it("refuses another key, ends the token and says that it may be stolen", () => {
    expect(redeem(bound, { spkiSha256: "bb" })).toEqual({
      outcome: "refused",
      reason: "other-key",
      endsToken: true,
      message: "the join token of master90 was used with another key before; if that was not master90, it was stolen",
    });
  });

  it("refuses everybody once it ended, also the key it belonged to", () => {
    const ended = { ...bound, ended: "two keys claimed it" };
    for (const spkiSha256 of ["aa", "bb"]) {
      expect(redeem(ended, { spkiSha256 })).toMatchObject({ reason: "ended", endsToken: false });
    }
  });

  it.each<[string, FoldedToken | undefined, Partial<RedeemRequest>, string]>([
    ["that is no token", token, { token: new Secret("qrt.short") }, "malformed"],
    ["that was never made", undefined, {}, "unknown"],
    ["of another host", token, { host: "master91" }, "other-host"],
    ["of another address", { ...token, address: "10.0.0.90" }, { from: "10.0.0.91" }, "other-address"],
    ["of another host, though its key is right", bound, { host: "master91" }, "other-host"],
  ])("refuses one %s, without ending any", (_what, known, asked, reason) => {
    expect(redeem(known, asked)).toMatchObject({ outcome: "refused", reason, endsToken: false });
  });

  it("refuses a table that answers with the wrong token", () => {
    const other = { ...token, hash: createJoinToken().hash };
    expect(redeemToken({ get: () => other }, request, now)).toMatchObject({ reason: "unknown" });
  });

  it("fault 41: ends with the last millisecond of its life, for the key it belongs to as well", () => {
    const end = Date.parse(token.expiresAt);
    expect(redeem(token, {}, end - 1)).toMatchObject({ outcome: "first" });
    expect(redeem(token, {}, end)).toMatchObject({ reason: "expired" });
    expect(redeem(bound, {}, end)).toMatchObject({ reason: "expired" });
    expect(redeem({ ...token, expiresAt: "never" })).toMatchObject({ reason: "expired" });
  });

  it("knows an IPv4 address behind a dual-stack socket", () => {
    expect(redeem({ ...token, address: "10.0.0.90" }, { from: "::ffff:10.0.0.90" })).toMatchObject({
      outcome: "first",
    });
  });

  it("never shows the token", () => {
    const answers = [token, bound, undefined].flatMap((known) => [redeem(known), redeem(known, { spkiSha256: "bb" })]);
    expect(JSON.stringify(answers)).not.toContain(text.reveal());
  });
});
