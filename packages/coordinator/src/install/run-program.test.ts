import { describe, expect, it } from "vitest";
import { realReach } from "./run-program.ts";
import { sshArguments } from "./ssh-command.ts";
import { parseSshTarget } from "./ssh-target.ts";

const sh = (script: string, more: Partial<Parameters<typeof realReach.run>[0]> = {}) =>
  realReach.run({ argv: ["/bin/sh", "-c", script], timeoutMs: 60_000, ...more });

describe("running a program of the operator's machine", () => {
  it("gives its code and what it said", async () => {
    const result = await sh("cat; echo no >&2; exit 7", { input: "yes\n" });
    expect(result).toEqual({ code: 7, stdout: "yes\n", stderr: "no\n", late: false });
  });

  it("goes on when the program does not read what is sent", async () => {
    expect(await sh("exit 3", { input: { file: process.execPath } })).toMatchObject({ code: 3 });
  });

  it("ends one that takes too long, says too much, or is wanted no more", async () => {
    expect(await sh("sleep 30", { timeoutMs: 50 })).toMatchObject({ code: 255, late: true });
    expect(await sh("yes")).toMatchObject({ code: 255, late: false });
    const controller = new AbortController();
    const running = sh("sleep 30", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  });

  it("says what is missing: the program, or the file", async () => {
    const none = realReach.run({ argv: ["/nonexistent/ssh"], timeoutMs: 1_000 });
    await expect(none).rejects.toMatchObject({ code: "UNSUPPORTED", message: expect.stringContaining("ENOENT") });
    await expect(sh("cat", { input: { file: "/nonexistent/deb" } })).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
    });
  });

  it("knows this machine, and no name that there is not", async () => {
    expect(await realReach.lookUp("localhost")).toBe("127.0.0.1");
    expect(await realReach.lookUp("no.such.host.invalid")).toBeUndefined();
  });

  it("speaks to an ssh that knows all the options, where there is one", async () => {
    const target = parseSshTarget("me@alias:2222");
    const words = sshArguments(target, { knownHosts: "/a b", identity: "/k" }, "true").slice(0, -1);
    const { code, stdout, stderr } = await realReach
      .run({ argv: ["ssh", "-F", "none", "-G", ...words], timeoutMs: 60_000 })
      .catch(() => ({ code: 0, stdout: "", stderr: "" }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    if (stdout === "") return;
    const lines = stdout.split("\n");
    expect(lines).toEqual(expect.arrayContaining(["hostname alias", "port 2222", "user me", "batchmode yes"]));
    expect(lines).toEqual(expect.arrayContaining(["stricthostkeychecking true", "userknownhostsfile /a b"]));
  });
});
