import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Argv, HostFiles } from "./host.ts";
import { type LongCommandOwner, LongCommands } from "./long-commands.ts";
import { realFiles } from "./real-files.ts";
import { runProgram } from "./run-program.ts";

let state = "";
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "quorate-long-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

const files = realFiles();
const owner: LongCommandOwner = { step: "m1/install", lease: "run-1 m1/install 1", onLeft: () => undefined };
const never = new AbortController().signal;
/** An agent on the state directory; the next one finds what this one left. */
const agent = (host: HostFiles = files) => LongCommands.open(state, host);
const sh = (script: string, ...args: string[]): Argv => ["sh", "-c", script, "sh", ...args];
const commandFolders = () => readdirSync(join(state, "commands"));
const at = (name: string) => join(state, name);

/** Files of the state directory that this process has open. */
function heldFiles(): readonly string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    const target = targetOf(fd);
    return target.startsWith(`${state}/`) ? [target] : [];
  });
}

/** The descriptor by which they were listed is closed by then. */
function targetOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}

/** As long as it takes to run a few programs: a command that has begun has done something by then. */
async function otherPrograms(): Promise<void> {
  for (let count = 0; count < 5; count++) await runProgram(["true"]);
}

/** Starts a command in an agent that is gone before it ends; resolves when the command runs. */
async function leftBehind(argv: Argv): Promise<{ readonly lines: readonly string[] }> {
  const commands = await agent();
  const lines: string[] = [];
  const left = Promise.withResolvers<void>();
  const running = Promise.withResolvers<void>();
  const onLine = (line: string): void => {
    lines.push(line);
    running.resolve();
  };
  void commands.exec({ ...owner, onLeft: left.resolve }, argv, "packages", { onLine });
  await running.promise;
  commands.leave();
  await left.promise;
  return { lines };
}

describe("a long command", () => {
  it("gives code, stdout, stderr and whole lines, as any other program", async () => {
    const lines: string[] = [];
    const result = await (await agent()).exec(owner, sh("echo out; echo err >&2; exit 3"), "packages", {
      onLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
    expect(lines.sort()).toEqual(["err", "out"]);
  });

  it("gets its arguments as they are and nothing of the agent's environment; no shell looks into them", async () => {
    process.env["QUORATE_TEST_LEAK"] = "leaked";
    const argv = ["env", "A=$(touch /tmp/no); `id` | *", "printenv"] as const;
    const { stdout } = await (await agent()).exec(owner, argv, "packages", { env: { ASKED: "yes" } });
    delete process.env["QUORATE_TEST_LEAK"];
    expect(stdout).toContain("A=$(touch /tmp/no); `id` | *\n");
    expect(stdout).toContain("ASKED=yes\n");
    expect(stdout).not.toContain("leaked");
  });

  it("has nothing to read and nobody's terminal: it heads a session of its own", async () => {
    const { stdout } = await (await agent()).exec(owner, sh("cat; cut -d' ' -f4,6 /proc/self/stat"), "packages", {});
    const [parent, session] = stdout.trim().split(" ");
    expect(Number(session)).toBeGreaterThan(1);
    expect(Number(session)).not.toBe(process.pid);
    expect(parent).not.toBe(String(process.pid));
  });

  it("says so when there is no such program", async () => {
    await expect((await agent()).exec(owner, ["no-such-program-here"], "packages", {})).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: expect.stringContaining("cannot start no-such-program-here"),
    });
  });

  it("is ended with its whole group at its limit, and when the step is told to stop", async () => {
    const commands = await agent();
    const script = sh("sleep 60 & echo $!; wait");
    const error: unknown = await commands
      .exec(owner, script, "packages", { timeoutMs: 4_000 })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "STEP_COMMAND_FAILED", message: expect.stringContaining("within 4 s") });
    const sleeper = Number(error instanceof AppError ? error.evidence[0] : undefined);
    expect(sleeper).toBeGreaterThan(1);
    await expect.poll(() => existsSync(`/proc/${sleeper}/cwd`)).toBe(false);
    const stop = new AbortController();
    const reason = new AppError("STEP_TIMED_OUT", "enough");
    const running = commands.exec(owner, ["sleep", "60"], "packages", { signal: stop.signal });
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
  });

  it("keeps its files from everybody else, and they go when the attempt ends", async () => {
    const commands = await agent();
    await commands.exec(owner, ["true"], "packages", {});
    const [folder] = commandFolders();
    expect(statSync(at("commands")).mode & 0o777).toBe(0o700);
    for (const name of ["record.json", "stdout", "stderr"]) {
      expect(statSync(join(state, "commands", folder ?? "", name)).mode & 0o777).toBe(0o600);
    }
    await commands.exec(owner, ["true"], "packages", {});
    expect(commandFolders()).toHaveLength(1);
    await commands.forget(owner.step);
    expect(commandFolders()).toEqual([]);
  });

  it("fault 23: does not begin when the disk of the agent's state is full, and runs when there is room again", async () => {
    const full = new AppError("FILE_ACCESS_FAILED", "cannot write record.json: the disk is full");
    const noRoom: HostFiles = { ...files, write: () => otherPrograms().then(() => Promise.reject(full)) };
    const touch: Argv = ["touch", at("touched")];
    await expect((await agent(noRoom)).exec(owner, touch, "packages", {})).rejects.toBe(full);
    expect(commandFolders()).toEqual([]);
    expect(existsSync(at("touched"))).toBe(false);
    await (await agent()).exec(owner, touch, "packages", {});
    expect(existsSync(at("touched"))).toBe(true);
  });
});

describe("an agent that was killed", () => {
  it("fault 2: is followed by one that waits for its command and has its output, the part before the kill too", async () => {
    const gate = at("gate");
    const argv = sh('echo before; while ! [ -e "$1" ]; do sleep 0.05; done; echo after', gate);
    const { lines } = await leftBehind(argv);
    expect(lines).toEqual(["before"]);
    expect(heldFiles()).toEqual([]);
    const next = await agent();
    const told: string[] = [];
    const settled = next.settle(owner, never, (line) => told.push(line));
    await expect.poll(() => told.length).toBe(2);
    writeFileSync(gate, "");
    await settled;
    expect(heldFiles()).toEqual([]);
    expect(told).toEqual([
      expect.stringMatching(/^sh of an earlier attempt still runs \(process \d+\)/),
      "before",
      "after",
    ]);
    expect(await next.endOf(owner.step, argv)).toBe(0);
    expect(await next.endOf("m1/other", argv)).toBeUndefined();
  });

  it("fault 2: is followed by one that ends its command when the step is canceled", async () => {
    await leftBehind(sh("echo $$; exec sleep 60"));
    const next = await agent();
    const stop = new AbortController();
    const told: string[] = [];
    const settled = next.settle(owner, stop.signal, (line) => told.push(line));
    await expect.poll(() => told.length).toBe(2);
    stop.abort(new AppError("INTERNAL", "canceled"));
    await expect(settled).rejects.toThrow("canceled");
    await expect.poll(() => existsSync(`/proc/${told[1]}/cwd`)).toBe(false);
  });

  it("lets no second package manager begin beside the one that lives on", async () => {
    const gate = at("gate");
    await leftBehind(sh('echo begun; while ! [ -e "$1" ]; do sleep 0.05; done; echo one >>"$2"', gate, at("order")));
    const lines: string[] = [];
    const other = { ...owner, step: "m1/other" };
    const second = (await agent()).exec(other, sh('echo two >>"$1"', at("order")), "packages", {
      onLine: (line) => lines.push(line),
    });
    await expect.poll(() => lines).toEqual([expect.stringContaining("waiting for sh of m1/install")]);
    writeFileSync(gate, "");
    await second;
    expect(heldFiles()).toEqual([]);
    expect(readFileSync(at("order"), "utf8")).toBe("one\ntwo\n");
  });

  it("fault 1: left nothing running when it died before its record was written", async () => {
    const write = () =>
      otherPrograms()
        .then(dead.resolve)
        .then(() => new Promise<never>(() => undefined));
    const dead = Promise.withResolvers<void>();
    void (await agent({ ...files, write })).exec(owner, ["touch", at("touched")], "packages", {});
    await dead.promise;
    await (await agent()).settle(owner, never, () => undefined);
    expect(commandFolders()).toEqual([]);
    expect(existsSync(at("touched"))).toBe(false);
  });
});

it("fault 10: after a reboot in the middle of a command its record is stale: nothing is waited for, nobody is killed", async () => {
  const argv = sh("echo begun; exec sleep 30");
  await leftBehind(argv);
  const record = join(state, "commands", commandFolders()[0] ?? "", "record.json");
  const before = JSON.parse(readFileSync(record, "utf8"));
  writeFileSync(record, JSON.stringify({ ...before, process: { ...before.process, bootId: "another" } }));
  writeFileSync(join(record, "../exit"), "0\n");
  const next = await agent();
  await next.settle(owner, AbortSignal.abort(new Error("waited")), () => undefined);
  expect(await next.endOf(owner.step, argv)).toBeUndefined();
  await next.forget(owner.step);
  expect(existsSync(`/proc/${before.process.pid}/cwd`)).toBe(true);
  process.kill(-before.process.pid, "SIGKILL");
});
