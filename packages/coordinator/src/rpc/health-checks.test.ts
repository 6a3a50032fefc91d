import type { EtcdHealth } from "@quorate/shared/heartbeat";
import { hostId, runId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { type FakeHostStatus, fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { healthChecks } from "./health-checks.ts";
import type { ClusterStatus } from "./status.ts";

const member = (leader: boolean, more: Partial<EtcdHealth> = {}): EtcdHealth => ({
  healthy: true,
  memberId: "a1",
  clusterId: "c1",
  leader,
  databaseBytes: 25_000_000,
  problem: "",
  ...more,
});

const running = ["haproxy.service", "keepalived.service", "etcd.service", "kubelet.service"].map(
  (name) => ({ name, state: "running" }) as const,
);

function host(name: string, more: Partial<FakeHostStatus> = {}): FakeHostStatus {
  const room = { totalBytes: 100, availableBytes: 50 };
  return {
    name,
    agentVersion: "0.1.0",
    units: running,
    kubernetes: "control-plane",
    disk: room,
    memory: room,
    etcd: member(name === "m1"),
    ...more,
  };
}

function findings(hosts: readonly FakeHostStatus[], rest: Partial<ClusterStatus> = {}): readonly string[] {
  const checks = healthChecks(fakeStatus(hosts, { vipHolders: [hostId("m1")], ...rest }));
  return checks
    .filter(({ severity }) => severity !== "ok")
    .map(({ id, host: where, severity, detail }) => `${severity} ${id} ${where}: ${detail}`);
}

const three = [host("m1"), host("m2"), host("m3")];

describe("the health of a cluster by what its agents say", () => {
  it("is well when all is well", () => {
    expect(findings(three)).toEqual([]);
  });

  it("is well on hosts on which nothing was made yet, although packages are there", () => {
    const stopped = running.map(({ name }) => ({ name, state: "stopped" }) as const);
    const bare = { name: "m1", agentVersion: "0.1.0", units: stopped, kubernetes: "none" } as const;
    expect(findings([bare], { vipHolders: [] })).toEqual([]);
  });

  it("is well when the kubelet waits for Kubernetes beside an etcd that was formed", () => {
    const units = running.map(
      ({ name }) => ({ name, state: name === "kubelet.service" ? "stopped" : "running" }) as const,
    );
    expect(findings([host("m1", { units, kubernetes: "none" })])).toEqual([]);
  });

  it.each([
    [
      "an agent that is gone",
      host("m2", { agent: "absent", lastLost: { at: "", reason: "closed" } }),
      "error AGENT m2: its agent is not connected: closed",
    ],
    [
      "an agent of another version",
      host("m2", { agentVersion: "0.0.9" }),
      "warning AGENT-VERSION m2: agent 0.0.9, coordinator 0.1.0",
    ],
    [
      "a unit that failed",
      host("m2", { units: [{ name: "haproxy.service", state: "failed" }] }),
      "error UNIT m2: haproxy.service is failed",
    ],
    [
      "a unit that somebody stopped",
      host("m2", { units: [{ name: "kubelet.service", state: "stopped" }] }),
      "error UNIT m2: kubelet.service is stopped",
    ],
    [
      "a full disk",
      host("m2", { disk: { totalBytes: 100, availableBytes: 9 } }),
      "warning DISK-FREE m2: 9% of the disk is free",
    ],
    [
      "no memory left",
      host("m2", { memory: { totalBytes: 100, availableBytes: 4 } }),
      "warning MEMORY-FREE m2: 4% of the memory is free",
    ],
    [
      "a sick member",
      host("m2", { etcd: member(false, { healthy: false, problem: "no leader" }) }),
      "error ETCD-MEMBER m2: no leader",
    ],
    [
      "a database near its quota",
      host("m2", { etcd: member(false, { databaseBytes: 2_100_000_000 }) }),
      "warning ETCD-SIZE m2: 2100 MB",
    ],
    ["a second leader", host("m2", { etcd: member(true) }), "error ETCD-LEADER *: m1 and m2 say that they lead"],
    [
      "a member of another cluster",
      host("m2", { etcd: member(false, { clusterId: "c2" }) }),
      "error ETCD-CLUSTER *: m1 is of c1, m2 is of c2, m3 is of c1",
    ],
  ])("tells of %s", (_what, sick, finding) => {
    expect(findings([host("m1"), sick, host("m3")])).toEqual([finding]);
  });

  it.each([
    [[], "no host that answers holds it"],
    [["m1", "m3"], "held by m1 and m3"],
  ] as const)("tells of a virtual IP held by %j", (holders, detail) => {
    const vipHolders = holders.map((name) => hostId(name));
    expect(findings(three, { vipHolders })).toEqual([`error VIP-HOLDER *: ${detail}`]);
  });

  it("tells of the last run when it failed, with its way out", () => {
    const failure = { code: "HOST_LOST", message: "m2 is gone", hint: "bring it back", evidence: [] } as const;
    const steps = { total: 1, waiting: 0, running: 0, unchanged: 0, changed: 0, failed: 1 };
    const about = {
      purpose: "bootstrap",
      hosts: [],
      cluster: "demo",
      planHash: "",
      by: "",
      since: 1,
      startedAt: "",
      steps,
    } as const;
    const run = { ...about, run: runId("r-1"), state: "failed", failure } as const;
    expect(findings(three, { run })).toEqual(["warning LAST-RUN *: r-1 failed: HOST_LOST: m2 is gone"]);
  });
});
