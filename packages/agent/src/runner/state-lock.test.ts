import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockState } from "./state-lock.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("a second agent on the same state directory is refused, and told who is there", async () => {
  await lockState(directory);
  await expect(lockState(directory)).rejects.toMatchObject({
    code: "AGENT_RUNNING",
    message: expect.stringContaining(`process ${process.pid} `),
  });
});

test("after the first one's end the next may start", async () => {
  const release = await lockState(directory);
  await release();
  await lockState(directory);
});

test.each([
  ["a dead process", { pid: 4_194_304, bootId: "b", startTime: "1" }],
  ["this process id before a reboot", { pid: process.pid, bootId: "another", startTime: "1" }],
])("what %s left behind is no hindrance", async (_, holder) => {
  writeFileSync(join(directory, "agent.lock"), JSON.stringify(holder));
  await lockState(directory);
});

test("a lock that was torn in writing is no hindrance", async () => {
  writeFileSync(join(directory, "agent.lock"), '{"pid":');
  await lockState(directory);
});

test("a state directory that cannot be written to is told as what it is, and not as another agent", async () => {
  const path = join(directory, "state");
  writeFileSync(path, "no directory");
  await expect(lockState(path)).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
});
