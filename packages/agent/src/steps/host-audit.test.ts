import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { postHost } from "../../../../test/fakes/post-host.ts";
import { hostAudit } from "./host-audit.ts";

const host0 = [{ interface: "host0", address: "192.168.1.90", prefix: 24, mac: "52:54:00:00:00:01" }];
const systemd = () => new FakeSystemd({ units: { "firewalld.service": { fileState: "disabled" } } });

function machine(files: Readonly<Record<string, string>>) {
  const host = fakeHost({
    files: { "/proc/sys/kernel/osrelease": "6.1.0\n", ...files },
    commands: [systemd().command],
    addresses: host0,
  });
  return { host, ctx: fakeStepContext(host) };
}

/** As files of a machine: modes apart, what the post leaves. */
const ofThePost = Object.fromEntries(
  [...postHost().files].flatMap(([path, { kind, text = "" }]) => (kind === "file" ? [[path, text] as const] : [])),
);

describe("the audit of a host", () => {
  it("reads what the rules ask for, and tells each finding once with its way out", async () => {
    const { ctx } = machine({ ...ofThePost, "/var/lib/etcd/member/snap/db": "" });
    const { checks } = await hostAudit.check({}, ctx);
    const ids = checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ["FIREWALL-OFF", "CERTIFICATE-SHARED", "ETCD-STATE-NEW", "KEEPALIVED-STUCK", "JOIN-SECRETS-LOG"]) {
      expect(ids).toContain(id);
    }
    expect(checks.filter(({ fix }) => fix === "")).toEqual([]);
    expect(stepContracts["host.audit"].output.safeParse({ checks }).success).toBe(true);
  });

  it("finds nothing on a bare host, changes nothing and starts one program", async () => {
    const { host, ctx } = machine({ "/etc/hosts": "127.0.0.1 localhost\n" });
    const before = [...host.files.entries.keys()];
    const { checks } = await hostAudit.check({}, ctx);
    expect(checks.map(({ id }) => id)).toEqual(["FIREWALL-OFF"]);
    expect([...host.files.entries.keys()]).toEqual(before);
    expect(host.executed.map(([program, verb]) => `${program} ${verb}`)).toEqual(["systemctl show"]);
  });

  it("takes the password out of a line that it shows", async () => {
    const repository = "[kubernetes]\nbaseurl=https://alice:s3cretcanary@mirror/kubernetes-el7-x86_64/\n";
    const { ctx } = machine({ "/etc/yum.repos.d/kubernetes.repo": repository, "/etc/hosts": "127.0.0.1 localhost\n" });
    const { checks } = await hostAudit.check({}, ctx);
    expect(checks.map(({ id }) => id)).toContain("REPOSITORY-OLD");
    expect(JSON.stringify(checks)).not.toContain("s3cretcanary");
  });
});
