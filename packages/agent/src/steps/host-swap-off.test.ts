import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { command, exited, type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { hostSwapOff } from "./host-swap-off.ts";

const swapsHead = "Filename\tType\tSize\tUsed\tPriority\n";
const fstab = "UUID=1 / ext4 defaults 0 1\n/dev/sda2 none swap sw 0 0\n# /dev/sdb none swap sw 0 0\n";

function hostWith(files: Record<string, string>, systemd = new FakeSystemd()): FakeHost {
  const host = fakeHost({
    files: { "/proc/swaps": swapsHead, ...files },
    commands: [
      command(["swapoff"], (argv) => {
        const rows = (host.files.text("/proc/swaps") ?? "").split("\n");
        host.files.put("/proc/swaps", rows.filter((row) => !row.startsWith(`${argv.at(-1)} `)).join("\n"));
        return succeeded();
      }),
      (argv) => {
        const unit = argv.at(-1) ?? "";
        if (argv[1] === "mask") host.files.put(`/etc/systemd/system/${unit}`, { kind: "link", target: "/dev/null" });
        if (argv[1] === "disable") host.files.entries.delete(`/etc/systemd/system/swap.target.wants/${unit}`);
        if (argv[1] === "daemon-reload") host.files.entries.delete("/run/systemd/generator/dev-sda2.swap");
        return systemd.command(argv, {});
      },
    ],
  });
  return host;
}

describe("host.swap-off", () => {
  it("turns off what is in use and comments the line out, so that it can be had back", async () => {
    const host = hostWith({
      "/proc/swaps": `${swapsHead}/dev/sda2 partition 1048572 0 -2\n`,
      "/etc/fstab": fstab,
      "/run/systemd/generator/dev-sda2.swap": "[Swap]\n",
    });
    const { before, output, after } = await converge(hostSwapOff, {}, fakeStepContext(host));
    expect(before).toHaveLength(3);
    expect(output).toEqual({ disabled: ["/dev/sda2"] });
    expect(after).toEqual([]);
    expect(host.files.text("/etc/fstab")).toBe(
      "UUID=1 / ext4 defaults 0 1\n# quorate: swap off # /dev/sda2 none swap sw 0 0\n# /dev/sdb none swap sw 0 0\n",
    );
  });

  it("does nothing, and starts nothing, on a host without swap", async () => {
    const host = hostWith({ "/etc/fstab": "UUID=1 / ext4 defaults 0 1\n" });
    expect((await converge(hostSwapOff, {}, fakeStepContext(host))).before).toEqual([]);
    expect(host.executed).toEqual([]);
  });

  it("finds nothing to do the second time", async () => {
    const ctx = fakeStepContext(hostWith({ "/etc/fstab": fstab }));
    await converge(hostSwapOff, {}, ctx);
    expect((await converge(hostSwapOff, {}, ctx)).before).toEqual([]);
  });

  it("masks units that generators made and disables those that somebody enabled", async () => {
    const systemd = new FakeSystemd({ units: { "dev-gpt.swap": {}, "own.swap": { fileState: "enabled" } } });
    const host = hostWith(
      {
        "/run/systemd/generator.late/dev-gpt.swap": "[Swap]\n",
        "/etc/systemd/system/own.swap": "[Swap]\n",
        "/etc/systemd/system/swap.target.wants/own.swap": "[Swap]\n",
      },
      systemd,
    );
    expect((await converge(hostSwapOff, {}, fakeStepContext(host))).after).toEqual([]);
    expect(systemd.units.get("dev-gpt.swap")?.load).toBe("masked");
    expect(systemd.units.get("own.swap")?.fileState).toBe("disabled");
    expect(host.files.text("/etc/systemd/system/own.swap")).toBe("[Swap]\n");
  });

  it("stops zram-generator, by a file of its own or by commenting the administrator's", async () => {
    const vendor = hostWith({ "/usr/lib/systemd/zram-generator.conf": "[zram0]\n" });
    expect((await converge(hostSwapOff, {}, fakeStepContext(vendor))).after).toEqual([]);
    expect(vendor.files.text("/usr/lib/systemd/zram-generator.conf")).toBe("[zram0]\n");
    const own = hostWith({ "/etc/systemd/zram-generator.conf": "# hello\n[zram0]\nzram-size = ram\n" });
    expect((await converge(hostSwapOff, {}, fakeStepContext(own))).after).toEqual([]);
    expect(own.files.text("/etc/systemd/zram-generator.conf")).toBe(
      "# hello\n# quorate: swap off # [zram0]\n# quorate: swap off # zram-size = ram\n",
    );
  });

  it("says what the kernel said when an area cannot be turned off", async () => {
    const host = fakeHost({
      files: { "/proc/swaps": `${swapsHead}/dev/sda2 partition 1048572 0 -2\n` },
      commands: [command(["swapoff"], exited(255, "swapoff: /dev/sda2: Operation not permitted"))],
    });
    await expect(hostSwapOff.apply({}, fakeStepContext(host))).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      evidence: ["swapoff: /dev/sda2: Operation not permitted"],
    });
  });
});
