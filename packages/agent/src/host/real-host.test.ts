import { describe, expect, it } from "vitest";
import { createHost } from "./real-host.ts";

const host = createHost();

describe("createHost", () => {
  it("runs a program and gives its output", async () => {
    expect(await host.run(["echo", "hello"])).toBe("hello\n");
  });

  it("rejects a non-zero exit with the last lines as evidence", async () => {
    await expect(host.run(["ls", "/no/such/directory"])).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: expect.stringContaining("ls /no/such/directory exited 2: "),
      evidence: [expect.stringContaining("No such file")],
    });
  });

  it("measures the nearest existing parent", async () => {
    expect(await host.disk.freeMiB("/tmp/no/such/path")).toBeGreaterThan(0);
    const times = await host.disk.syncTimes("/tmp/no/such/path", { writes: 3, bytes: 4096, budgetMs: 5_000 });
    expect(times).toHaveLength(3);
    expect(Math.min(...times)).toBeGreaterThan(0);
  });
});
