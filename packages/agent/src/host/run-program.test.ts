import { existsSync, readFileSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { runProgram } from "./run-program.ts";

const node = (script: string): [string, ...string[]] => [process.execPath, "-e", script];
/** A killed process whose new parent has not fetched its end yet is a zombie: dead as well. */
const alive = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));

describe("runProgram", () => {
  it("gives code, stdout and stderr of a program that fails", async () => {
    const result = await runProgram(node(`console.log("out"); console.error("err"); process.exitCode = 3`));
    expect(result).toEqual({ code: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("passes arguments as they are, without a shell", async () => {
    const result = await runProgram(["printf", "%s", "$HOME; `id` | *"]);
    expect(result.stdout).toBe("$HOME; `id` | *");
  });

  it("passes nothing of its own environment on", async () => {
    process.env["QUORATE_TEST_LEAK"] = "leaked";
    const result = await runProgram(["env"], { env: { ASKED: "yes" } });
    delete process.env["QUORATE_TEST_LEAK"];
    expect(result.stdout.trim().split("\n").sort()).toEqual([
      "ASKED=yes",
      "LANG=C.UTF-8",
      "LC_ALL=C",
      "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    ]);
  });

  it("feeds the input and ends it", async () => {
    expect((await runProgram(["cat"], { input: "one\ntwo" })).stdout).toBe("one\ntwo");
    expect((await runProgram(["cat"])).stdout).toBe("");
  });

  it("tells whole lines while the program runs", async () => {
    const lines: string[] = [];
    await runProgram(node(`process.stdout.write("a\\nb"); process.stdout.write("c\\nrest")`), {
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(["a", "bc", "rest"]);
  });

  it("cuts the middle out of what is more than a MiB", async () => {
    const { stdout } = await runProgram(
      node(`console.log("first"); console.log("x".repeat(3e6)); console.log("last")`),
    );
    expect(stdout.length).toBeLessThan(1_048_700);
    expect(stdout).toMatch(/^first\n.*\[\d+ bytes cut\].*last\n$/s);
  });

  it("rejects when there is no such program", async () => {
    await expect(runProgram(["no-such-program-here"])).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: expect.stringContaining("cannot start no-such-program-here: ENOENT"),
    });
  });

  it("kills the whole process group at the limit and shows the last lines", async () => {
    const error = await runProgram(["sh", "-c", "sleep 60 & echo $!; wait"], { timeoutMs: 3_000 }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: "STEP_COMMAND_FAILED", message: expect.stringContaining("within 3 s") });
    const child = Number(error instanceof AppError ? error.evidence[0] : undefined);
    expect(child).toBeGreaterThan(1);
    await expect.poll(() => alive(child)).toBe(false);
  });

  it("rejects with the reason of an abort", async () => {
    const stop = new AbortController();
    const reason = new AppError("STEP_TIMED_OUT", "enough");
    const running = runProgram(["sleep", "60"], { signal: stop.signal });
    stop.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(runProgram(["true"], { signal: stop.signal })).rejects.toBe(reason);
  });

  it("does not wait for a daemon that keeps the pipes open", async () => {
    const script = `const c = require("node:child_process").spawn("sleep", ["30"], { stdio: "inherit", detached: true }); c.unref(); console.log(c.pid)`;
    const started = performance.now();
    const { code, stdout } = await runProgram(node(script));
    process.kill(Number(stdout), "SIGKILL");
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("shows a program that was killed as a shell would", async () => {
    expect((await runProgram(node(`process.kill(process.pid, "SIGKILL")`))).code).toBe(137);
  });
});
