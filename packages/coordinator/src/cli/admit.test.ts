import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { commands } from "./all-commands.ts";
import { runProgram } from "./program.ts";

async function run(argv: readonly string[]) {
  const around = new FakeSurroundings();
  const code = await runProgram(argv, around, { version: "1.2.3", commands });
  return { code, stdout: around.stdout.text, stderr: around.stderr.text };
}

describe("commands that let hosts in", () => {
  it.each([
    [["agents", "install"], "required option '--ssh <target...>' not specified"],
    [["agents", "install", "--ssh", "10.0.0.1", "--ssh", "-oProxyCommand=x"], '"-oProxyCommand=x" is no host to reach'],
    [["agents", "install", "--ssh", "m1", "m2", "--packages", "/nowhere"], "--packages /nowhere is no folder"],
    [["agents", "install", "--ssh", "m1", "--identity", "/nowhere"], "there is no file /nowhere"],
    [["agents", "install", "--ssh", "10.0.0.1"], "10.0.0.1 has no name yet for its agent to have"],
    [["enroll-script", "--package-url", "https://example.com/a.deb"], '"https://example.com/a.deb" is no package'],
    [["enroll-script", "M_1"], "Write a name of lower-case letters, digits and hyphens."],
  ])("answer %j with exit code 64", async (argv, message) => {
    const { code, stdout, stderr } = await run(argv);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toMatch(/^error: USAGE: /);
    expect(stderr).toContain(message);
  });

  it("begin nothing on a host when no coordinator answers", async () => {
    const { code, stderr } = await run(["agents", "install", "--ssh", "m1=127.0.0.1:1"]);
    expect(code).toBe(69);
    expect(stderr).toContain("error: COORDINATOR_UNREACHABLE: ");
  });

  it("print a script without a secret, or with the token of one host and a warning", async () => {
    const folder = mkdtempSync(join(tmpdir(), "quorate-cli-"));
    const where = ["--state-dir", folder];
    const around = new FakeSurroundings();
    const ports = ["control", "enrol", "http"].flatMap((name) => [`--${name}-listen`, "127.0.0.1:0"]);
    const argv = ["serve", ...ports, "--log-level", "silent", ...where];
    const serving = runProgram(argv, around, { version: "1.2.3", commands });
    while (!around.watched) await new Promise((resolve) => setImmediate(resolve));
    try {
      const plain = await run(["enroll-script", "m1", "m2", ...where]);
      expect(plain).toMatchObject({ code: 0, stderr: expect.stringContaining("coordinator token create m1") });
      expect(plain.stdout).toMatch(
        /^coordinator='192\.168\.1\.5:\d+'\nca_hash='sha256:[0-9a-f]{64}'\nhosts='m1 m2'\ntoken=''$/m,
      );
      const held = await run(["enroll-script", "m1", "--embed-token", ...where]);
      expect(held.stdout).toMatch(/^token='qrt\.\S+'$/m);
      expect(held.stderr).toMatch(/^warning: the script holds the join token of m1, good once until .* any address/);
      for (const wrong of [["m1", "m2", "--embed-token"], ["--embed-token"], ["m1", "--ttl", "1h"]]) {
        expect(await run(["enroll-script", ...wrong, ...where])).toMatchObject({ code: 64, stdout: "" });
      }
    } finally {
      around.interrupt();
      await serving;
      rmSync(folder, { recursive: true });
    }
  });
});
