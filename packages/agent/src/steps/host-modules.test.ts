import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { command, exited, type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { hostModules } from "./host-modules.ts";

const file = "/etc/modules-load.d/quorate.conf";
const need = (...anyOf: string[]) => ({ anyOf, optional: false });
const like = (...anyOf: string[]) => ({ anyOf, optional: true });

/** A kernel that can load the given modules. */
function kernel(loadable: readonly string[], files: Record<string, string> = {}): FakeHost {
  const host = fakeHost({
    files: {
      "/usr/sbin/modprobe": "",
      "/proc/sys/kernel/osrelease": "6.1.0\n",
      "/proc/modules": "ext4 1 0 - Live 0x0\n",
      ...files,
    },
    commands: [
      command(["modprobe"], (argv) => {
        const name = argv.at(-1) ?? "";
        if (!loadable.includes(name)) return exited(1, `modprobe: FATAL: Module ${name} not found`);
        host.files.put("/proc/modules", `${host.files.text("/proc/modules")}${name} 1 0 - Live 0x0\n`);
        return succeeded();
      }),
    ],
  });
  return host;
}

describe("host.modules", () => {
  it("loads what is missing, now and at every boot", async () => {
    const host = kernel(["overlay", "nf_conntrack"]);
    const input = { modules: [need("overlay"), need("nf_conntrack_ipv4", "nf_conntrack")] };
    const ctx = fakeStepContext(host);
    const { output, after } = await converge(hostModules, input, ctx);
    expect(output).toEqual({ loaded: ["overlay", "nf_conntrack"], builtIn: [], missing: [] });
    expect(after).toEqual([]);
    expect(host.files.text(file)).toBe("# managed by quorate\noverlay\nnf_conntrack\n");
    expect((await converge(hostModules, input, ctx)).before).toEqual([]);
  });

  it("does not load what is built in, and starts no program to know", async () => {
    const host = kernel([], { "/proc/sys/net/bridge/bridge-nf-call-iptables": "1\n" });
    const input = { modules: [need("br_netfilter")] };
    const { output } = await converge(hostModules, input, fakeStepContext(host));
    expect(output).toEqual({ loaded: [], builtIn: ["br_netfilter"], missing: [] });
    expect(host.files.text(file)).toBe("# managed by quorate\n");
    expect(host.executed).toEqual([]);
  });

  it("reports an optional module that there is not, once per kernel", async () => {
    const host = kernel([]);
    const input = { modules: [like("ip_vs"), like("a", "b")] };
    const ctx = fakeStepContext(host);
    expect((await converge(hostModules, input, ctx)).output?.missing).toEqual(["ip_vs", "a or b"]);
    expect((await converge(hostModules, input, ctx)).before).toEqual([]);
    host.files.put("/proc/sys/kernel/osrelease", "6.2.0\n");
    expect((await hostModules.probe(input, ctx)).map(({ what }) => what)).toContain("kernel module ip_vs");
  });

  it("names the required module and what modprobe said of it", async () => {
    await expect(
      hostModules.apply({ modules: [need("br_netfilter")] }, fakeStepContext(kernel([]))),
    ).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: "this kernel cannot load br_netfilter",
      evidence: ["modprobe: FATAL: Module br_netfilter not found"],
    });
  });
});
