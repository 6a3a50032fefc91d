import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEventLog } from "./sqlite-event-log.ts";
import { openStateDirectory } from "./state-directory.ts";

let directory: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-journal-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

/** Another process on the same sources, whatever was built before. */
function child(code: string): ChildProcess {
  const packages = new URL("../../../", import.meta.url);
  const resolveSources = `
    import { registerHooks } from "node:module";
    registerHooks({
      resolve(name, context, next) {
        const [, room, file] = /^@quorate\\/([a-z]+)\\/(.*)$/.exec(name) ?? [];
        return next(room ? new URL(room + "/src/" + file + ".ts", "${packages}").href : name, context);
      },
    });`;
  const started = spawn(process.execPath, ["--input-type=module", "-e", `${resolveSources}\n${code}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(started);
  return started;
}

async function firstLine(started: ChildProcess): Promise<string> {
  if (!started.stdout) throw new Error("no stdout");
  for await (const line of createInterface({ input: started.stdout })) return line;
  throw new Error("the process ended without a word");
}

const moduleUrl = (name: string): string => new URL(name, import.meta.url).href;

/** Appends pairs of events without end; says the number of the last one after each acknowledgement. */
function writer(file: string): ChildProcess {
  return child(`
    import { writeSync } from "node:fs";
    const { openEventLog } = await import("${moduleUrl("./sqlite-event-log.ts")}");
    const log = openEventLog(${JSON.stringify(file)});
    const event = (seq) => ({ type: "host.lost", host: "master90", reason: seq + "!".repeat(seq % 900) });
    for (;;) {
      const records = await log.append(event(log.lastSeq + 1), event(log.lastSeq + 2));
      writeSync(1, records.at(-1).seq + "\\n");
    }`);
}

/** Kills the writer once it has acknowledged event `until`; returns the last event it acknowledged. */
async function killAfter(started: ChildProcess, until: number): Promise<number> {
  if (!started.stdout) throw new Error("no stdout");
  let acknowledged = 0;
  for await (const line of createInterface({ input: started.stdout })) {
    acknowledged = Number(line);
    if (acknowledged >= until) started.kill("SIGKILL");
  }
  return acknowledged;
}

describe("kill -9 while events are appended", () => {
  it("loses nothing that was acknowledged and leaves nothing half-written", async () => {
    const file = join(directory, "events.sqlite");
    let seen = 0;
    for (const more of [2, 14, 80, 180]) {
      const acknowledged = await killAfter(writer(file), seen + more);
      const log = openEventLog(file);
      const records = [...log.read(0)];
      log.close();
      expect(records.length).toBeGreaterThanOrEqual(acknowledged);
      expect(records.length % 2).toBe(0);
      for (const { seq, event } of records) expect(event).toMatchObject({ reason: seq + "!".repeat(seq % 900) });
      seen = records.length;
    }
    expect(seen).toBeGreaterThan(270);
  });
});

describe("two coordinators on one state directory", () => {
  it("fault 13: names the process that holds it, and takes it over when that one is killed", async () => {
    const holder = child(`
      const { openStateDirectory } = await import("${moduleUrl("./state-directory.ts")}");
      openStateDirectory(${JSON.stringify(directory)});
      console.log("held");
      setInterval(() => {}, 1000);`);
    expect(await firstLine(holder)).toBe("held");
    expect(() => openStateDirectory(directory)).toThrow(
      expect.objectContaining({
        code: "COORDINATOR_LOCKED",
        message: expect.stringMatching(
          new RegExp(
            `^the state directory ${directory} is held by process ${holder.pid} since 20..-..-..T..:..:..\\....Z$`,
          ),
        ),
      }),
    );
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const state = openStateDirectory(directory);
    state.close();
  });
});
