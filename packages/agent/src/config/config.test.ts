import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fakeCa } from "../../../../test/fakes/fake-ca.ts";
import { loadIdentity } from "./identity.ts";
import { agentPaths } from "./paths.ts";
import { readToken } from "./token.ts";
import { agentVersion } from "./version.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-config-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("the version is the package's", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect(JSON.parse(text)).toMatchObject({ version: agentVersion });
});

describe("the identity of an agent", () => {
  const ca = fakeCa("fleet", new Date());
  const keyPair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
  const known = keyPair();
  const pem = known.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const certificate = ca.issue({
    publicKey: known.publicKey.export({ type: "spki", format: "der" }),
    commonName: "k8s-1",
    usages: ["client"],
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 86_400_000),
  });
  const config = { host: "k8s-1", controlAddress: "192.168.1.5:8444", coordinatorUri: "spiffe://prod/coordinator" };
  const paths = () => agentPaths(directory, directory);

  function write(change: { config?: unknown; key?: string; cert?: string } = {}): void {
    mkdirSync(join(directory, "agent"));
    writeFileSync(paths().configFile, JSON.stringify(change.config ?? config));
    writeFileSync(paths().identityFile, `${change.key ?? pem}${change.cert ?? certificate}`);
    writeFileSync(paths().caFile, ca.pem);
  }

  test("is what enrolment wrote", async () => {
    write();
    expect(await loadIdentity(paths())).toEqual({ ...config, keyPem: pem, certPem: certificate, caPem: ca.pem });
  });

  test("is missing before enrolment, and the first missing file is named", async () => {
    await expect(loadIdentity(paths())).rejects.toMatchObject({
      code: "AGENT_NOT_ENROLLED",
      message: expect.stringContaining("agent.json"),
    });
  });

  test.each([
    ["another key", { key: keyPair().privateKey.export({ type: "pkcs8", format: "pem" }).toString() }],
    ["a certificate that is none", { cert: "-----BEGIN" }],
    ["an unknown field", { config: { ...config, more: 1 } }],
    ["an address without port", { config: { ...config, controlAddress: "192.168.1.5" } }],
    ["a coordinator without name", { config: { ...config, coordinatorUri: "" } }],
  ])("is refused with %s", async (_, change) => {
    write(change);
    await expect(loadIdentity(paths())).rejects.toMatchObject({ code: "AGENT_NOT_ENROLLED" });
  });
});

describe("the join token", () => {
  test("is read from a file, and does not print", async () => {
    writeFileSync(join(directory, "token"), "a-join-token\n");
    const token = await readToken({ tokenFile: join(directory, "token") });
    expect(token.reveal()).toBe("a-join-token");
    expect(`${token}`).not.toContain("a-join-token");
  });

  test("may be given on the command line", async () => {
    expect((await readToken({ token: "a-join-token" })).reveal()).toBe("a-join-token");
  });

  test.each([
    ["not at all", {}],
    ["twice", { token: "a-join-token", tokenFile: "/dev/null" }],
    ["as an empty file", { tokenFile: "/dev/null" }],
    ["as a file that is not there", { tokenFile: "/nonexistent" }],
    ["with a blank in it", { token: "a join token" }],
  ])("given %s is a usage error that does not show it", async (_, source) => {
    const refused = await readToken(source).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "USAGE" });
    expect(String(refused)).not.toContain("join-token");
  });
});
