import { type DoctorCheck, doctorCheck } from "../engine/judge-answer.ts";
import type { ClusterStatus, HostStatus } from "./status.ts";

/** Units that heartbeats tell of; what is not on a host, or was never started there, is no trouble. */
const keptUnits = ["haproxy.service", "keepalived.service", "etcd.service", "kubelet.service"];
/** Of etcd's database: its own default quota is 2 GB, the most that it advises is 8 GB (etcd.io/docs/v3.5/dev-guide/limit). */
const databaseWarnBytes = 2_000_000_000;
/** etcd stops to answer on a full disk, and the kubelet evicts pods from 10 % on (kubernetes.io, nodefs.available). */
const diskWarnShare = 0.1;
const memoryWarnShare = 0.05;

/** How the cluster stands by what agents say of themselves now. Pure; no host is asked. */
export function healthChecks(status: ClusterStatus): readonly DoctorCheck[] {
  return [
    ...status.hosts.flatMap((host) => hostChecks(host, status)),
    ...vipChecks(status),
    ...etcdChecks(status),
    ...runChecks(status),
  ];
}

function hostChecks(host: HostStatus, { coordinator }: ClusterStatus): readonly DoctorCheck[] {
  const { name, agent } = host;
  if (agent !== "connected") {
    const detail = agent === "silent" ? "its agent says nothing" : "its agent is not connected";
    const why = host.lastLost ? `${detail}: ${host.lastLost.reason}` : detail;
    const fix = `on ${name}: systemctl status quorate-agent`;
    return [doctorCheck(name, { id: "AGENT", severity: "error", detail: why, fix })];
  }
  return [
    doctorCheck(name, { id: "AGENT", severity: "ok", detail: "connected" }),
    versionCheck(host, coordinator.version),
    ...unitChecks(host),
    ...roomCheck(name, "DISK-FREE", "the disk", host.disk, diskWarnShare),
    ...roomCheck(name, "MEMORY-FREE", "the memory", host.memory, memoryWarnShare),
  ];
}

function versionCheck({ name, agentVersion = "" }: HostStatus, version: string): DoctorCheck {
  const id = "AGENT-VERSION";
  if (agentVersion === version) return doctorCheck(name, { id, severity: "ok", detail: version });
  const detail = `agent ${agentVersion}, coordinator ${version}`;
  return doctorCheck(name, { id, severity: "warning", detail, fix: `install quorate-agent ${version} on ${name}` });
}

/** A unit that is there and does not run; a host that has just some of them is of no cluster yet. */
function unitChecks({ name, units, kubernetes = "none", etcd }: HostStatus): readonly DoctorCheck[] {
  const joined = kubernetes === "control-plane" || kubernetes === "worker";
  // A package brings its unit long before there is anything for it to do.
  const expected = (unit: string): boolean => joined || (etcd !== undefined && unit !== "kubelet.service");
  const own = units.filter((unit) => keptUnits.includes(unit.name) && unit.state !== "absent");
  return own.flatMap((unit) => {
    if (unit.state === "running") {
      return [doctorCheck(name, { id: "UNIT", severity: "ok", detail: `${unit.name} is running` })];
    }
    if (unit.state === "stopped" && !expected(unit.name)) return [];
    const detail = `${unit.name} is ${unit.state}`;
    const fix = `on ${name}: systemctl status ${unit.name}; journalctl -u ${unit.name} -e`;
    return [doctorCheck(name, { id: "UNIT", severity: "error", detail, fix })];
  });
}

type Room = { readonly totalBytes: number; readonly availableBytes: number };

function roomCheck(
  host: string,
  id: "DISK-FREE" | "MEMORY-FREE",
  what: string,
  room: Room | undefined,
  share: number,
): readonly DoctorCheck[] {
  if (!room || room.totalBytes === 0) return [];
  const free = room.availableBytes / room.totalBytes;
  const detail = `${Math.round(free * 100)}% of ${what} is free`;
  if (free >= share) return [doctorCheck(host, { id, severity: "ok", detail })];
  return [
    doctorCheck(host, { id, severity: "warning", detail, fix: id === "DISK-FREE" ? "make room" : "systemd-cgtop -m" }),
  ];
}

/** Only where keepalived runs somewhere can the address be expected. */
function vipChecks({ hosts, vipHolders }: ClusterStatus): readonly DoctorCheck[] {
  const serves = hosts.some(({ units }) =>
    units.some(({ name, state }) => name === "keepalived.service" && state === "running"),
  );
  const id = "VIP-HOLDER";
  if (vipHolders.length === 1) return [doctorCheck("*", { id, severity: "ok", detail: `held by ${vipHolders[0]}` })];
  if (vipHolders.length === 0 && !serves) return [];
  const detail = vipHolders.length === 0 ? "no host that answers holds it" : `held by ${vipHolders.join(" and ")}`;
  const fix = "let IP protocol 112 (VRRP) pass between the hosts; on each: journalctl -u keepalived -e";
  return [doctorCheck("*", { id, severity: "error", detail, fix })];
}

function etcdChecks({ hosts }: ClusterStatus): readonly DoctorCheck[] {
  const members = hosts.flatMap(({ name, etcd }) => (etcd ? [{ name, etcd }] : []));
  if (members.length === 0) return [];
  const each = members.flatMap(({ name, etcd }) => {
    const fix = `on ${name}: journalctl -u etcd -e`;
    if (!etcd.healthy) {
      return [doctorCheck(name, { id: "ETCD-MEMBER", severity: "error", detail: etcd.problem, fix })];
    }
    const size = `${Math.round(etcd.databaseBytes / 1e6)} MB`;
    const large = etcd.databaseBytes > databaseWarnBytes;
    const how = "etcdctl compact, then etcdctl defrag, one member after the other";
    return [
      doctorCheck(name, { id: "ETCD-MEMBER", severity: "ok", detail: etcd.leader ? "leader" : "follower" }),
      doctorCheck(name, { id: "ETCD-SIZE", severity: large ? "warning" : "ok", detail: size, fix: large ? how : "" }),
    ];
  });
  return [...each, leaderCheck(members), clusterCheck(members)];
}

type Member = { readonly name: string; readonly etcd: NonNullable<HostStatus["etcd"]> };

function leaderCheck(members: readonly Member[]): DoctorCheck {
  const leaders = members.filter(({ etcd }) => etcd.leader).map(({ name }) => name);
  const id = "ETCD-LEADER";
  if (leaders.length === 1) return doctorCheck("*", { id, severity: "ok", detail: `${leaders[0]} leads` });
  const detail = leaders.length === 0 ? "no member says that it leads" : `${leaders.join(" and ")} say that they lead`;
  return doctorCheck("*", { id, severity: "error", detail, fix: "coordinator get members; is there a quorum?" });
}

function clusterCheck(members: readonly Member[]): DoctorCheck {
  const told = members.filter(({ etcd }) => etcd.clusterId !== "");
  const ids = [...new Set(told.map(({ etcd }) => etcd.clusterId))];
  const id = "ETCD-CLUSTER";
  if (ids.length <= 1) return doctorCheck("*", { id, severity: "ok", detail: `cluster ${ids[0] ?? "<unknown>"}` });
  const detail = told.map(({ name, etcd }) => `${name} is of ${etcd.clusterId}`).join(", ");
  return doctorCheck("*", { id, severity: "error", detail, fix: "stop the member that is of another cluster" });
}

function runChecks({ run }: ClusterStatus): readonly DoctorCheck[] {
  if (!run || run.state === "running") return [];
  const id = "LAST-RUN";
  if (run.state === "done") return [doctorCheck("*", { id, severity: "ok", detail: `${run.run} is done` })];
  if (run.state === "interrupted") {
    const detail = `${run.run} was interrupted`;
    return [doctorCheck("*", { id, severity: "warning", detail, fix: `coordinator resume ${run.run}` })];
  }
  const { code = "INTERNAL", message = "", hint = "" } = run.failure ?? {};
  return [doctorCheck("*", { id, severity: "warning", detail: `${run.run} failed: ${code}: ${message}`, fix: hint })];
}
