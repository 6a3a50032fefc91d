import { describe, expect, it } from "vitest";
import { etcdAccounts, etcdMember as member } from "../../../../test/fakes/fake-etcd.ts";
import { command, type FakeHostOptions, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "../../../../test/fakes/fake-systemd.ts";
import { etcdConfigure } from "./etcd-configure.ts";

const input = {
  member,
  binary: "/usr/bin/etcd",
  heartbeatMs: 100,
  electionMs: 1_000,
  quotaBytes: 8_589_934_592,
  autoCompactionHours: 8,
  snapshotCount: 10_000,
};

/** Accepted by etcd 3.4.23. */
const config = `# managed by quorate
name: "m2"
data-dir: "/var/lib/quorate-etcd"
listen-peer-urls: "https://127.0.0.2:2380"
listen-client-urls: "https://127.0.0.2:2379,https://127.0.0.1:2379"
listen-metrics-urls: "http://127.0.0.1:2381"
initial-advertise-peer-urls: "https://127.0.0.2:2380"
advertise-client-urls: "https://127.0.0.2:2379"
initial-cluster: "m1=https://127.0.0.1:2380,m2=https://127.0.0.2:2380,m3=https://127.0.0.3:2380"
initial-cluster-token: "tok-gen-2"
initial-cluster-state: "new"
peer-transport-security:
  client-cert-auth: true
  trusted-ca-file: "/etc/quorate/pki/etcd/peer-ca.crt"
  cert-file: "/etc/quorate/pki/etcd/peer.crt"
  key-file: "/etc/quorate/pki/etcd/peer.key"
client-transport-security:
  client-cert-auth: true
  trusted-ca-file: "/etc/quorate/pki/etcd/client-ca.crt"
  cert-file: "/etc/quorate/pki/etcd/server.crt"
  key-file: "/etc/quorate/pki/etcd/server.key"
heartbeat-interval: 100
election-timeout: 1000
quota-backend-bytes: 8589934592
auto-compaction-mode: "periodic"
auto-compaction-retention: "8h"
snapshot-count: 10000
enable-grpc-gateway: true
logger: "zap"
log-outputs:
  - stderr
`;

const unit = `# managed by quorate
[Unit]
Description=etcd member of the Kubernetes control plane
Documentation=https://etcd.io/docs
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
User=etcd
ExecStart=/usr/bin/etcd --config-file=/etc/etcd/etcd.conf.yml
# None: etcd is ready only when a quorum of members is up.
TimeoutStartSec=0
TimeoutStopSec=20
Restart=on-failure
RestartSec=2
LimitNOFILE=65536
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=/var/lib/quorate-etcd
ProtectHome=yes
PrivateTmp=yes

[Install]
WantedBy=multi-user.target
`;

const recordFile = "/etc/quorate/etcd-generation.json";
const record = (formed: boolean, token = member.generation.token) =>
  `${JSON.stringify({ token, clusterId: member.generation.clusterId, dataDir: member.dataDir, formed }, null, 2)}\n`;

function world(files: FakeHostOptions["files"] = {}, state: Partial<FakeUnit> = {}) {
  const systemd = new FakeSystemd({ units: { "etcd.service": state } });
  const needsReload = command(["systemctl", "show", "-p", "NeedDaemonReload,LoadState"], () =>
    succeeded(`NeedDaemonReload=${systemd.reloads === 0 ? "yes" : "no"}\nLoadState=loaded`),
  );
  const host = fakeHost({ files: { ...etcdAccounts, ...files }, commands: [needsReload, systemd.command] });
  return { host, systemd, ctx: fakeStepContext(host) };
}

describe("etcd.configure", () => {
  it("writes the whole configuration and unit and records a generation that is not formed", async () => {
    const { host, systemd, ctx } = world();
    expect(await etcdConfigure.probe(input, ctx)).not.toEqual([]);
    expect(await etcdConfigure.apply(input, ctx)).toEqual({ restartNeeded: false });
    expect(host.files.text(member.configFile)).toBe(config);
    expect(host.files.text("/etc/systemd/system/etcd.service")).toBe(unit);
    expect(host.files.text(recordFile)).toBe(record(false));
    expect(systemd.reloads).toBe(1);
    expect(await etcdConfigure.probe(input, ctx)).toEqual([]);
  });

  it("keeps a member that Debian enabled from starting alone at boot", async () => {
    const { systemd, ctx } = world({}, { fileState: "enabled" });
    await etcdConfigure.apply(input, ctx);
    expect(systemd.units.get("etcd.service")?.fileState).toBe("disabled");
  });

  it("never takes back that a generation is formed, and leaves its unit enabled", async () => {
    const { host, systemd, ctx } = world({ [recordFile]: record(true) }, { fileState: "enabled" });
    await etcdConfigure.apply(input, ctx);
    expect(host.files.text(recordFile)).toBe(record(true));
    expect(host.files.text(member.configFile)).toContain('initial-cluster-state: "existing"\n');
    expect(systemd.units.get("etcd.service")?.fileState).toBe("enabled");
    expect(await etcdConfigure.probe(input, ctx)).toEqual([]);
  });

  it("begins a new generation over the record of an older one", async () => {
    const { host, ctx } = world({ [recordFile]: record(true, "older-token") });
    expect(await etcdConfigure.probe(input, ctx)).toContainEqual({
      what: recordFile,
      have: "older-token",
      want: "tok-gen-2",
    });
    await etcdConfigure.apply(input, ctx);
    expect(host.files.text(recordFile)).toBe(record(false));
    expect(host.files.text(member.configFile)).toContain('initial-cluster-state: "new"\n');
  });

  it("says that a formed member that runs needs a restart to see the change", async () => {
    const files = { [recordFile]: record(true), [member.configFile]: config.replace("interval: 100", "interval: 50") };
    const { ctx } = world(files, { active: "active", mainPid: 77, fileState: "enabled" });
    expect(await etcdConfigure.apply(input, ctx)).toEqual({ restartNeeded: true });
  });

  it("asks for no restart when only the state of the cluster differs, which a member with data does not read", async () => {
    const { host, ctx } = world(
      { [recordFile]: record(true), [member.configFile]: config },
      { active: "active", mainPid: 77, fileState: "enabled" },
    );
    expect(await etcdConfigure.apply(input, ctx)).toEqual({ restartNeeded: false });
    expect(host.files.text(member.configFile)).toContain('initial-cluster-state: "existing"\n');
  });

  it("writes IPv6 addresses in brackets", async () => {
    const { host, ctx } = world();
    const members = [{ name: "m2", address: "fd00::2", memberId: "72cb0de881c0096e" }];
    await etcdConfigure.apply({ ...input, member: { ...member, address: "fd00::2", members } }, ctx);
    const text = host.files.text(member.configFile);
    expect(text).toContain('listen-peer-urls: "https://[fd00::2]:2380"\n');
    expect(text).toContain('initial-cluster: "m2=https://[fd00::2]:2380"\n');
  });
});
