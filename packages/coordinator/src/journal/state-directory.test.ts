import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStateDirectory, refuseOtherOwner } from "./state-directory.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "quorate-state-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const mode = (path: string): number => statSync(path).mode & 0o777;

describe("the state directory", () => {
  it("is made with its rooms, closed to everybody else", () => {
    const state = openStateDirectory(join(parent, "a", "b"));
    expect(state).toMatchObject({
      path: join(parent, "a/b"),
      eventsFile: join(parent, "a/b/events.sqlite"),
      caDirectory: join(parent, "a/b/ca"),
      secretsDirectory: join(parent, "a/b/secrets"),
      adminSocket: join(parent, "a/b/admin.sock"),
    });
    expect([state.path, state.caDirectory, state.secretsDirectory].map(mode)).toEqual([0o700, 0o700, 0o700]);
    state.close();
  });

  it("fault 13: says who holds it and since when, until it is closed", () => {
    const state = openStateDirectory(parent);
    expect(readFileSync(join(parent, "holder"), "utf8")).toMatch(new RegExp(`^${process.pid} since 20`));
    expect(() => openStateDirectory(parent)).toThrow(
      expect.objectContaining({
        code: "COORDINATOR_LOCKED",
        message: expect.stringContaining(`is held by process ${process.pid} since 20`),
      }),
    );
    state.close();
    expect(existsSync(join(parent, "holder"))).toBe(false);
    openStateDirectory(parent).close();
  });

  it("refuses a directory that others can read, and leaves its mode alone", () => {
    chmodSync(parent, 0o755);
    expect(() => openStateDirectory(parent)).toThrow(
      expect.objectContaining({ code: "FILE_ACCESS_FAILED", hint: `run: chmod 700 ${parent}` }),
    );
    expect(mode(parent)).toBe(0o755);
  });

  it("lets go of the lock when one of its rooms is open to others", () => {
    mkdirSync(join(parent, "secrets"));
    chmodSync(join(parent, "secrets"), 0o750);
    expect(() => openStateDirectory(parent)).toThrow(expect.objectContaining({ code: "FILE_ACCESS_FAILED" }));
    chmodSync(join(parent, "secrets"), 0o700);
    openStateDirectory(parent).close();
  });

  it("is no place for a coordinator of another user, whose files its owner could not read", () => {
    const state = openStateDirectory(parent);
    const { uid } = statSync(parent);
    expect(() => refuseOtherOwner(state, uid)).not.toThrow();
    expect(() => refuseOtherOwner(state, uid + 1)).toThrow(
      expect.objectContaining({
        code: "FILE_ACCESS_FAILED",
        message: expect.stringContaining(`belongs to user ${uid}`),
      }),
    );
    state.close();
  });

  it("refuses a path that leaves no room for a unix socket", () => {
    expect(() => openStateDirectory(join(parent, "x".repeat(90)))).toThrow(expect.objectContaining({ code: "USAGE" }));
  });
});
