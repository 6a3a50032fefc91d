import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { moduleStates } from "./kernel-modules.ts";

describe("moduleStates", () => {
  it("tells loaded, built in and absent apart", async () => {
    const { files } = fakeHost({
      files: {
        "/proc/modules": "br_netfilter 32768 0 - Live 0x0\n",
        "/proc/sys/kernel/osrelease": "6.1.0\n",
        "/lib/modules/6.1.0/modules.builtin": "kernel/net/netfilter/nf-conntrack.ko\n",
      },
    });
    expect(Object.fromEntries(await moduleStates(files, ["br-netfilter", "nf_conntrack", "ip_vs"]))).toEqual({
      "br-netfilter": "loaded",
      nf_conntrack: "built-in",
      ip_vs: "absent",
    });
  });

  it("judges by what a module leaves in /proc and /sys where there is no list", async () => {
    const { files } = fakeHost({
      files: {
        "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n",
        "/proc/filesystems": "nodev\tsysfs\nnodev\toverlay\n",
        "/sys/module/nf_tables/uevent": "",
      },
    });
    const states = await moduleStates(files, ["br_netfilter", "overlay", "nf_tables", "ip_vs"]);
    expect([...states.values()]).toEqual(["built-in", "built-in", "built-in", "absent"]);
  });
});
