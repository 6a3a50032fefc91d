import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { command, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostLimits } from "./host-limits.ts";

const input = { openFiles: 131_072, processes: 65_536 };
const hostThat = (shows: string) =>
  fakeHost({
    files: { "/proc/sys/fs/nr_open": "1048576\n", "/etc/security/limits.d/20-nproc.conf": "* soft nproc 4096\n" },
    commands: [command(["systemctl", "daemon-reload"], succeeded()), command(["systemctl", "show"], succeeded(shows))],
  });

describe("host.limits", () => {
  it("sets defaults for services and for logins in files of its own", async () => {
    const host = hostThat("DefaultLimitNOFILE=131072\nDefaultLimitNPROC=65536\n");
    const ctx = fakeStepContext(host);
    expect((await converge(hostLimits, input, ctx)).after).toEqual([]);
    expect(host.files.text("/etc/systemd/system.conf.d/60-quorate.conf")).toContain("DefaultLimitNOFILE=131072\n");
    expect(host.files.text("/etc/security/limits.d/60-quorate.conf")).toContain("root - nproc 65536\n");
    expect(host.files.text("/etc/security/limits.d/20-nproc.conf")).toBe("* soft nproc 4096\n");
    expect(ctx.lines).toEqual(["services that start from now on have the new limits"]);
    const programs = host.executed.length;
    expect((await converge(hostLimits, input, ctx)).before).toEqual([]);
    expect(host.executed).toHaveLength(programs);
  });

  it("says so when systemd takes the defaults only at the next boot", async () => {
    const ctx = fakeStepContext(hostThat("DefaultLimitNOFILE=4096\nDefaultLimitNPROC=65536\n"));
    await converge(hostLimits, input, ctx);
    expect(ctx.lines).toEqual(["services have the new limits after a reboot"]);
  });

  it("refuses a limit with which nobody could log in any more", async () => {
    const host = hostThat("");
    await expect(hostLimits.apply({ ...input, openFiles: 2_000_000 }, fakeStepContext(host))).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: expect.stringContaining("fs.nr_open (1048576)"),
    });
    expect(host.files.text("/etc/security/limits.d/60-quorate.conf")).toBeUndefined();
  });
});
