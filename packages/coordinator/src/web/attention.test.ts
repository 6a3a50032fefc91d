import { hostId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { wellStatus } from "../../../../test/fakes/fake-view.ts";
import { memberDied } from "../../../../test/fakes/scripted-runs.ts";
import type { ClusterStatus, HostStatus } from "../rpc/status.ts";
import { type AttentionInput, attentionOf } from "./attention.ts";
import { en } from "./words/en.ts";
import { zh } from "./words/zh.ts";

const nowMs = Date.parse("2026-01-01T12:00:00Z");
const well: AttentionInput = { status: wellStatus, certificates: [], unready: [], checks: [], nowMs };
const dayMs = 86_400_000;

function said(change: Partial<AttentionInput>) {
  return attentionOf({ ...well, ...change }, en).map(({ level, text }) => `${level}: ${text}`);
}
/** The first host otherwise than well. */
function first(change: Partial<HostStatus>): Pick<AttentionInput, "status"> {
  const hosts = wellStatus.hosts.map((host, index) => (index === 0 ? { ...host, ...change } : host));
  return { status: { ...wellStatus, hosts } };
}
const member = (change: Partial<NonNullable<HostStatus["etcd"]>>) => {
  const etcd = wellStatus.hosts[0]?.etcd;
  return etcd ? { etcd: { ...etcd, ...change } } : {};
};

describe("what needs attention", () => {
  it("is nothing when all is well, in either language", () => {
    expect(attentionOf(well, en)).toEqual([]);
    expect(attentionOf(well, zh)).toEqual([]);
  });

  it.each<[string, Partial<HostStatus>, string]>([
    ["silent agent", { agent: "silent" }, "bad: The agent of k8s-master90 says nothing."],
    [
      "lost agent",
      { agent: "absent", lastLost: { at: "", reason: "cable" } },
      "bad: The agent of k8s-master90 is not connected: cable.",
    ],
    [
      "sick member",
      member({ healthy: false, problem: "no quorum" }),
      "bad: etcd on k8s-master90 is not healthy: no quorum",
    ],
    [
      "slow disk",
      member({ fsyncP99Ms: 62 }),
      "warn: The disk of etcd on k8s-master90 is slow: 99 of 100 writes take up to 62 ms.",
    ],
    [
      "failed unit",
      { units: [{ name: "haproxy.service", state: "failed" }] },
      "bad: haproxy.service on k8s-master90 has failed.",
    ],
    ["wrong clock", { clock: { offsetMs: -720, errorMs: 3 } }, "warn: The clock of k8s-master90 is off by 720 ms."],
    [
      "full disk",
      { disk: { totalBytes: 2 ** 34, availableBytes: 2 ** 30 } },
      "warn: The disk of etcd's data on k8s-master90 has 1.0 GiB left.",
    ],
    [
      "host that was cut off",
      { agent: "absent", revoked: { at: "", by: "alice" } },
      "warn: k8s-master90 was cut off by alice: it is let in again only by a new token.",
    ],
  ])("is a %s", (_, change, text) => {
    expect(said(first(change))).toEqual([text]);
  });

  it("is first of all a key or a token in wrong hands", () => {
    const alarm = { host: "m2", at: "2026-01-01T11:00:00.000Z", from: "10.0.0.66", reason: "used twice" };
    const alarms = [alarm] as unknown as ClusterStatus["alarms"];
    const silent = wellStatus.hosts.map((host) => ({ ...host, agent: "silent" as const }));
    const [notice] = attentionOf({ ...well, status: { ...wellStatus, hosts: silent, alarms } }, en);
    expect(notice).toEqual({
      level: "bad",
      text: "Keys or tokens of m2 may be in wrong hands: used twice (from 10.0.0.66).",
      fix: "coordinator hosts revoke m2",
    });
  });

  it("is no clock that may be right within the error of its measurement", () => {
    expect(said(first({ clock: { offsetMs: 900, errorMs: 450 } }))).toEqual([]);
  });

  it("is a virtual IP with two holders, or with none where keepalived runs", () => {
    const status: ClusterStatus = { ...wellStatus, vipHolders: [hostId("m1"), hostId("m2")] };
    expect(said({ status })).toEqual(["bad: The virtual IP is held by more than one host: m1, m2."]);
    expect(said({ status: { ...wellStatus, vipHolders: [] } })).toEqual([
      "bad: The virtual IP is held by no host that answers.",
    ]);
    const before = { hosts: wellStatus.hosts.map((host) => ({ ...host, units: [] })), vipHolders: [] };
    expect(said({ status: { ...wellStatus, ...before } })).toEqual([]);
  });

  it("is an etcd without a leader, or with two", () => {
    const lead = (leader: boolean): ClusterStatus => ({
      ...wellStatus,
      hosts: wellStatus.hosts.map((host) => (host.etcd ? { ...host, etcd: { ...host.etcd, leader } } : host)),
    });
    expect(said({ status: lead(false) })).toEqual(["bad: No etcd member says that it leads."]);
    expect(said({ status: lead(true) })[0]).toMatch(
      /^bad: More than one etcd member says that it leads: k8s-master90, /,
    );
  });

  it("is a certificate that ends within 30 days; of an agent, which renews itself, only one that has ended", () => {
    const host = hostId("k8s-master91");
    const ending = (role: string, days: number) => ({ host, role, notAfterMs: nowMs + days * dayMs });
    const certificates = [
      ending("etcd-peer", 12.5),
      ending("etcd-server", 31),
      ending("agent", 0.5),
      ending("agent", -1),
    ];
    expect(said({ certificates })).toEqual([
      "bad: The certificate agent on k8s-master91 has ended.",
      "warn: The certificate etcd-peer on k8s-master91 ends in 12 days.",
    ]);
  });

  it("is a run that was interrupted, with the command that goes on with it", () => {
    const run = { state: "interrupted", run: "r-7f3c" } as unknown as NonNullable<ClusterStatus["run"]>;
    const [notice] = attentionOf({ ...well, status: { ...wellStatus, run } }, en);
    expect(notice).toEqual({
      level: "warn",
      text: "Run r-7f3c was interrupted and waits to go on.",
      fix: "coordinator resume r-7f3c",
    });
  });

  it("is the last run when it failed, with its way out, and a coordinator that is not ready", () => {
    const run = { state: "failed", failure: memberDied } as unknown as NonNullable<ClusterStatus["run"]>;
    const notices = attentionOf({ ...well, status: { ...wellStatus, run }, unready: ["the disk is full"] }, en);
    expect(notices.map(({ text }) => text)).toEqual([
      "The coordinator is not ready: the disk is full.",
      expect.stringContaining("The last run failed: ETCD_MEMBER_DIED"),
    ]);
    expect(notices[1]?.fix).toBe(memberDied.hint);
  });
});
