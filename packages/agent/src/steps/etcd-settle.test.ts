import { describe, expect, it } from "vitest";
import { etcdAccounts, etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd } from "../../../../test/fakes/fake-systemd.ts";
import { etcdSettle } from "./etcd-settle.ts";

const input = { member };
const recordFile = "/etc/quorate/etcd-generation.json";

function world() {
  const systemd = new FakeSystemd({ units: { "etcd.service": { active: "active", mainPid: 77 } } });
  const host = fakeHost({
    files: {
      ...etcdAccounts,
      [member.configFile]: 'name: "m2"\ninitial-cluster-state: "new"\nheartbeat-interval: 100\n',
      [recordFile]: JSON.stringify({
        token: member.generation.token,
        clusterId: member.generation.clusterId,
        dataDir: member.dataDir,
        formed: false,
      }),
      "/etc/quorate/etcd-attempt.json": "{}",
    },
    commands: [systemd.command],
  });
  return { host, systemd, ctx: fakeStepContext(host) };
}

describe("etcd.settle", () => {
  it("marks the generation as formed, and then finds nothing to do", async () => {
    const { host, ctx } = world();
    expect(await etcdSettle.probe(input, ctx)).not.toEqual([]);
    await etcdSettle.apply(input, ctx);
    expect(JSON.parse(host.files.text(recordFile) ?? "")).toEqual({
      token: "tok-gen-2",
      clusterId: "1738aa5bc542f849",
      dataDir: "/var/lib/quorate-etcd",
      formed: true,
    });
    expect(host.files.text("/etc/quorate/etcd-attempt.json")).toBeUndefined();
    expect(await etcdSettle.probe(input, ctx)).toEqual([]);
  });

  it("turns the state to existing, keeps the rest, and restarts nothing", async () => {
    const { host, systemd, ctx } = world();
    await etcdSettle.apply(input, ctx);
    expect(host.files.text(member.configFile)).toBe(
      'name: "m2"\ninitial-cluster-state: "existing"\nheartbeat-interval: 100\n',
    );
    expect(systemd.units.get("etcd.service")).toMatchObject({ mainPid: 77, fileState: "enabled" });
  });

  it("gives root, and root alone, an etcdctl without flags", async () => {
    const { host, ctx } = world();
    await etcdSettle.apply(input, ctx);
    expect(host.files.text("/etc/quorate/etcdctl.env")).toBe(`# managed by quorate
ETCDCTL_API=3
ETCDCTL_ENDPOINTS=https://127.0.0.1:2379,https://127.0.0.2:2379,https://127.0.0.3:2379
ETCDCTL_CACERT=/etc/quorate/pki/etcd/client-ca.crt
ETCDCTL_CERT=/etc/quorate/pki/etcd/root-client.crt
ETCDCTL_KEY=/etc/quorate/pki/etcd/root-client.key
`);
    expect(await host.files.status("/etc/quorate/etcdctl.env")).toMatchObject({ mode: 0o600, uid: 0 });
    expect(host.files.text("/etc/profile.d/quorate-etcdctl.sh")).toBe(`# managed by quorate
# Root's etcdctl needs no flags.
if [ -r /etc/quorate/etcdctl.env ] && [ "$(id -u)" = 0 ]; then
    set -a
    . /etc/quorate/etcdctl.env
    set +a
fi
`);
  });
});
