import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Secret } from "@quorate/shared/secret";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sealKeyFiles } from "../pki/key-file.ts";
import { openSeal, plainSeal, type Seal } from "./seal.ts";
import { openSecretStore, sealSecrets } from "./secret-store.ts";

/** Quick enough for tests; what the passphrase costs is no matter here. */
const cost = 2 ** 14;
const passphrase = new Secret("correct horse battery");
const wrong = new Secret("correct horse batterz");
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-seal-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (by?: Secret<string>): Promise<Seal> => openSeal(directory, by, cost);
const read = (name: string): string => readFileSync(join(directory, name), "utf8");

describe("the seal of a state directory", () => {
  it("is none without a passphrase, and then nothing is written", async () => {
    expect((await open()).encrypts).toBe(false);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("opens with its passphrase what it sealed, after a restart too, and is a file of mode 0600 without the key", async () => {
    const first = await open(passphrase);
    const text = first.seal("fleet.key", "the key");
    expect(text).not.toContain("the key");
    expect(first.seal("fleet.key", "the key")).not.toBe(text);
    expect((await open(passphrase)).unseal("fleet.key", text)).toBe("the key");
    expect(statSync(join(directory, "seal.json")).mode & 0o777).toBe(0o600);
    expect(read("seal.json")).not.toContain(passphrase.reveal());
  });

  it.each([
    ["another passphrase", wrong],
    ["none", undefined],
  ])("is not opened by %s, and nothing is changed", async (_, by) => {
    await open(passphrase);
    const before = read("seal.json");
    await expect(open(by)).rejects.toMatchObject({ code: "STATE_SEALED" });
    expect(read("seal.json")).toBe(before);
  });

  it("refuses a passphrase that is soon guessed", async () => {
    await expect(open(new Secret("swordfish"))).rejects.toMatchObject({ code: "USAGE" });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("notices every flipped bit, and a text that was moved to another name", async () => {
    const seal = await open(passphrase);
    const text = seal.seal("fleet.key", "k");
    const bytes = Buffer.from(text.slice("quorate-sealed-v1:".length), "base64");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const changed = `quorate-sealed-v1:${flipped.toString("base64")}`;
      expect(() => seal.unseal("fleet.key", changed)).toThrow("fleet.key is damaged");
    }
    expect(() => seal.unseal("etcd-peer.key", text)).toThrow("sealed for another place");
  });

  it("refuses a file of parameters that would take all memory", async () => {
    await open(passphrase);
    writeFileSync(join(directory, "seal.json"), read("seal.json").replace(String(cost), String(2 ** 30)));
    await expect(open(passphrase)).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  });

  it("never lets what is sealed pass for plain, when its file is gone", async () => {
    const text = (await open(passphrase)).seal("fleet.key", "k");
    expect(() => plainSeal.unseal("fleet.key", text)).toThrow("fleet.key is encrypted");
  });
});

describe("a state that was plain and is given a passphrase", () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

  it("has its keys and secrets sealed, also when a crash stopped that half way", async () => {
    writeFileSync(join(directory, "fleet.key"), pem);
    writeFileSync(join(directory, "etcd-peer.key"), pem);
    openSecretStore(directory).getOrCreate("vrrp-auth", () => "s3cret");
    const seal = await open(passphrase);
    // Where the crash came: one of them is done.
    writeFileSync(join(directory, "etcd-peer.key"), seal.seal("etcd-peer.key", pem));
    const done = read("etcd-peer.key");
    for (const again of [1, 2]) {
      sealKeyFiles(directory, seal);
      sealSecrets(directory, seal);
      expect([again, read("etcd-peer.key")]).toEqual([again, done]);
    }
    for (const name of readdirSync(directory)) expect(read(name)).not.toMatch(/PRIVATE KEY|s3cret/);
    expect(seal.unseal("fleet.key", read("fleet.key"))).toBe(pem);
    expect(openSecretStore(directory, seal).get("vrrp-auth")?.reveal()).toBe("s3cret");
    expect(statSync(join(directory, "fleet.key")).mode & 0o777).toBe(0o600);
  });

  it("keeps what is made later sealed from its first byte", async () => {
    const seal = await open(passphrase);
    openSecretStore(directory, seal).getOrCreate("vrrp-auth", () => "s3cret");
    expect(JSON.parse(read("vrrp-auth.json"))).toEqual({
      version: 2,
      sealed: expect.stringMatching(/^quorate-sealed-v1:/),
    });
    expect(() => openSecretStore(directory).get("vrrp-auth")).toThrow("is encrypted");
  });
});
