import { execFile } from "node:child_process";
import { chownSync, cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Secret } from "@quorate/shared/secret";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commands } from "../../packages/coordinator/src/cli/all-commands.ts";
import { runProgram } from "../../packages/coordinator/src/cli/program.ts";
import { openSeal } from "../../packages/coordinator/src/journal/seal.ts";
import { openSecretStore } from "../../packages/coordinator/src/journal/secret-store.ts";
import { startCoordinator } from "../../packages/coordinator/src/rpc/coordinator-server.ts";
import { FakeSurroundings } from "../fakes/fake-surroundings.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const [former, next, wrong] = ["correct horse battery", "staple of horses 4711", "correct horse batterz"];
const folder = mkdtempSync(join(tmpdir(), "quorate-passphrase-"));
const pristine = join(folder, "pristine");
let real: RealCoordinator;

beforeAll(async () => {
  // The seal is there before the coordinator is, so that deriving it does not take long.
  const seal = await openSeal(folder, new Secret(former), 2 ** 14);
  cpSync(join(folder, "seal.json"), join(pristine, "seal.json"));
  openSecretStore(pristine, seal).getOrCreate("vrrp-auth", () => "s3cret");
  real = await RealCoordinator.start({ passphrase: new Secret(former) });
}, 120_000);
afterAll(async () => {
  await real.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function change(present: string, wanted: string, how: { answer?: string; files?: boolean } = {}) {
  const seal = join(real.stateDir, "seal.json");
  const files = { [seal]: "{}", "/old": `${present}\n`, "/new": `${wanted}\n` };
  const around = new FakeSurroundings({ files, ...(how.answer === undefined ? {} : { answer: how.answer }) });
  const named = how.files === false ? [] : ["--new-passphrase-file", "/new"];
  const argv = ["passphrase", "change", "--state-dir", real.stateDir, "--ca-passphrase-file", "/old", ...named];
  const code = await runProgram(argv, around, { version: "1.2.3", commands });
  return { code, text: `${around.stdout.text}${around.stderr.text}`, asked: around.asked };
}

test("the passphrase is changed while no coordinator runs, and the same keys open with the new one only", async () => {
  const { caHash } = real.running;
  expect(await change(former, next)).toMatchObject({
    code: 77,
    text: expect.stringMatching(/COORDINATOR_LOCKED.*is held by process \d+/),
  });
  await real.stop();
  expect(await change(wrong, next)).toMatchObject({
    code: 77,
    text: expect.stringMatching(/STATE_SEALED: the passphrase does not open .*seal\.json; nothing was changed/),
  });
  for (const [text, poor] of [
    ["the new passphrase is the present one", former],
    ["shorter than 12 characters", "swordfish"],
    ["there is no passphrase in /new", ""],
  ] as const) {
    expect(await change(former, poor)).toMatchObject({ code: 64, text: expect.stringContaining(text) });
  }
  expect(await change(former, "", { files: false })).toMatchObject({
    code: 64,
    text: expect.stringContaining("--new-passphrase-file FILE"),
  });
  // Typed twice, since no file is named.
  expect(await change(former, "", { files: false, answer: next })).toMatchObject({ code: 0, asked: { length: 2 } });
  const start = (by: string) => startCoordinator({ ...real.settings, passphrase: new Secret(by) });
  await expect(start(former)).rejects.toMatchObject({ code: "STATE_SEALED" });
  const again = await start(next);
  expect(again.caHash).toBe(caHash);
  await again.stop();
}, 120_000);

test("a state that is not encrypted has no passphrase to change, and is told how to get one", async () => {
  const around = new FakeSurroundings({});
  const argv = ["passphrase", "change", "--state-dir", "/nonexistent/state"];
  expect(await runProgram(argv, around, { version: "1.2.3", commands })).toBe(64);
  expect(around.stderr.text).toContain("are not encrypted, so there is no passphrase to change");
});

test.runIf(process.getuid?.() === 0)(
  "root who changes it leaves the file to the user who had it",
  async () => {
    const state = join(folder, "service");
    cpSync(pristine, state, { recursive: true });
    chownSync(join(state, "seal.json"), 4711, 4712);
    await killedAt(0, state);
    const { uid, gid, mode } = statSync(join(state, "seal.json"));
    expect([uid, gid, mode & 0o777]).toEqual([4711, 4712, 0o600]);
  },
  120_000,
);

const program = fileURLToPath(new URL("../faults/passphrase-change-killed.ts", import.meta.url));

/** The call before which it died; empty when it came to its end. */
function killedAt(call: number, state: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, state, String(call), former, next], (error, said, trouble) => {
      if (!error || error.signal === "SIGKILL") resolve(said);
      else reject(new Error(trouble));
    });
  });
}

test("fault 71: a change of the passphrase that is killed at any of its calls to the disk leaves all under the old one or all under the new", async () => {
  const killed = async (call: number) => {
    const state = join(folder, `killed-${call}`);
    cpSync(pristine, state, { recursive: true });
    const before = await killedAt(call, state);
    const opening = [former, next].map(async (by) => {
      const seal = await openSeal(state, new Secret(by));
      return openSecretStore(state, seal).get("vrrp-auth")?.reveal();
    });
    const [old, fresh] = await Promise.allSettled(opening);
    // One of them, and it reads what was sealed before.
    expect([old?.status, fresh?.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect([old, fresh].find((each) => each?.status === "fulfilled")).toMatchObject({ value: "s3cret" });
    return { before, under: old?.status === "fulfilled" ? "old" : "new" };
  };
  const seen: { before: string; under: string }[] = [];
  // Until it is not killed any more; a handful at once.
  for (let call = 1; seen.at(-1)?.before !== ""; call += 4) {
    seen.push(...(await Promise.all([0, 1, 2, 3].map((more) => killed(call + more)))));
  }
  const deaths = seen.filter(({ before }) => before !== "");
  expect(deaths.map(({ before }) => before)).toEqual([
    ...["rmSync", "openSync", "fchownSync", "writeSync", "fsyncSync", "closeSync", "renameSync"],
    ...["openSync", "fsyncSync", "closeSync"],
  ]);
  expect(seen.map(({ under }) => under)).toEqual(seen.map((_, at) => (at < 7 ? "old" : "new")));
}, 120_000);
