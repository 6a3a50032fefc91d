import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isLoopback, loopbackAccess, tokenAccess } from "./access.ts";

const folder = mkdtempSync(join(tmpdir(), "quorate-access-"));
afterAll(() => rmSync(folder, { recursive: true }));

const token = "0123456789abcdef0123456789abcdef";
function tokenFile(text: string, mode = 0o600): string {
  const file = join(folder, "token");
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` });

describe("on loopback", () => {
  it.each(["127.0.0.1:7445", "localhost:7445", "localhost", "[::1]:7445", "127.9.9.9"])(
    "whoever asks for %s may look",
    (host) => {
      expect(loopbackAccess.admits({ host })).toBe(true);
    },
  );

  it.each(["evil.example:7445", "127.0.0.1.evil.example", "192.168.1.5:7445", "", "localhost.evil.example", "[::2]:1"])(
    "a stranger's page that gave its own name this machine's address may not: %j",
    (host) => {
      expect(loopbackAccess.admits({ host })).toBe(false);
    },
  );

  it("is what can be reached from this machine only", () => {
    expect(["127.0.0.1", "::1", "localhost"].filter(isLoopback)).toHaveLength(3);
    expect(["0.0.0.0", "::", "192.168.1.5", "ops.example", "127.example"].filter(isLoopback)).toEqual([]);
  });
});

describe("with a token", () => {
  it("admits whoever brings it, as a bearer or from a browser as the password of any user", () => {
    const access = tokenAccess(tokenFile(`${token}\n`));
    expect(access.admits({ authorization: `Bearer ${token}` })).toBe(true);
    expect(access.admits(basic(`prometheus:${token}`))).toBe(true);
    expect(access.admits(basic(`:${token}`))).toBe(true);
  });

  it.each([
    {},
    { authorization: "" },
    { authorization: "Bearer" },
    { authorization: `Bearer ${token.slice(1)}` },
    { authorization: `Bearer ${token}x` },
    { authorization: `Digest ${token}` },
    { authorization: token },
    basic(token.slice(1)),
    basic(`${token}:`),
    { authorization: `Basic ${"A".repeat(7_000)}` },
    { host: "localhost" },
  ])("admits nobody else: %j", (headers) => {
    expect(tokenAccess(tokenFile(token)).admits(headers)).toBe(false);
  });

  it("refuses a file that others can read, and one that holds no good token", () => {
    expect(() => tokenAccess(tokenFile(token, 0o640))).toThrow(
      expect.objectContaining({ code: "FILE_ACCESS_FAILED", hint: `run: chmod 600 ${join(folder, "token")}` }),
    );
    for (const text of ["", "\n", "short", `${token} ${token}`, `${token}\n${token}`, "é".repeat(40)]) {
      expect(() => tokenAccess(tokenFile(text))).toThrow(expect.objectContaining({ code: "USAGE" }));
    }
    expect(() => tokenAccess(join(folder, "none"))).toThrow(expect.objectContaining({ code: "FILE_ACCESS_FAILED" }));
  });
});
