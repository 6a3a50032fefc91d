import { describe, expect, it } from "vitest";
import { converge } from "../../../../test/fakes/converge.ts";
import { type FakeHost, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { hostForwardPolicy } from "./host-forward-policy.ts";

const input = { policy: "ACCEPT" } as const;
const unit = "quorate-forward-policy.service";

function hostWithIptables(): FakeHost {
  let policy = "DROP";
  const systemd = new FakeSystemd({ units: { [unit]: {} } });
  const host = fakeHost({
    files: { "/usr/sbin/iptables": "", "/etc/systemd/system/multi-user.target.wants/other.service": "" },
    commands: [
      (argv) => {
        if (argv[0] !== "/usr/sbin/iptables") return undefined;
        if (argv.includes("-P")) policy = argv.at(-1) ?? "";
        return succeeded(`-P FORWARD ${policy}\n-A FORWARD -j DOCKER-USER\n`);
      },
      (argv) => {
        const link = `/etc/systemd/system/multi-user.target.wants/${unit}`;
        if (argv[1] === "enable") host.files.put(link, { kind: "link", target: `../${unit}` });
        return systemd.command(argv, {});
      },
    ],
  });
  return host;
}

describe("host.forward-policy", () => {
  it("lets packets through now, and by a unit of its own at every boot", async () => {
    const host = hostWithIptables();
    const ctx = fakeStepContext(host);
    expect((await converge(hostForwardPolicy, input, ctx)).after).toEqual([]);
    expect(host.files.text(`/etc/systemd/system/${unit}`)).toContain(
      "ExecStart=/usr/sbin/iptables -w -P FORWARD ACCEPT",
    );
    const programs = host.executed.length;
    expect((await converge(hostForwardPolicy, input, ctx)).before).toEqual([]);
    expect(host.executed).toHaveLength(programs + 1);
  });

  it("says that there is nothing to do where no iptables is installed", async () => {
    const host = fakeHost();
    const ctx = fakeStepContext(host);
    expect((await converge(hostForwardPolicy, input, ctx)).before).toEqual([]);
    expect(ctx.lines).toEqual([expect.stringContaining("no iptables program")]);
    expect(host.executed).toEqual([]);
  });
});
