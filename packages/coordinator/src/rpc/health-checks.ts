import type { Language } from "@quorate/shared/language";
import { type DoctorCheck, doctorCheck } from "../engine/judge-answer.ts";
import { healthWords } from "./health-words.ts";
import type { ClusterStatus, HostStatus } from "./status.ts";

/** Units that heartbeats tell of; what is not on a host, or was never started there, is no trouble. */
const keptUnits = ["haproxy.service", "keepalived.service", "etcd.service", "kubelet.service"];
/** Of etcd's database: its own default quota is 2 GB, the most that it advises is 8 GB (etcd.io/docs/v3.5/dev-guide/limit). */
const databaseWarnBytes = 2_000_000_000;
/** etcd stops to answer on a full disk, and the kubelet evicts pods from 10 % on (kubernetes.io, nodefs.available). */
const diskWarnShare = 0.1;
const memoryWarnShare = 0.05;

type Words = (typeof healthWords)[Language];

/** How the cluster stands by what agents say of themselves now. Pure; no host is asked. */
export function healthChecks(status: ClusterStatus, language: Language = "en"): readonly DoctorCheck[] {
  const words = healthWords[language];
  return [
    ...status.hosts.flatMap((host) => hostChecks(host, status, words)),
    ...vipChecks(status, words),
    ...etcdChecks(status, words),
    ...runChecks(status, words),
  ];
}

function hostChecks(host: HostStatus, { coordinator }: ClusterStatus, words: Words): readonly DoctorCheck[] {
  const { name, agent } = host;
  if (agent !== "connected") {
    const detail = agent === "silent" ? words.silent : words.absent;
    const why = host.lastLost ? words.because(detail, host.lastLost.reason) : detail;
    const fix = words.agentStatus(name);
    return [doctorCheck(name, { id: "AGENT", severity: "error", detail: why, fix })];
  }
  return [
    doctorCheck(name, { id: "AGENT", severity: "ok", detail: words.connected }),
    versionCheck(host, coordinator.version, words),
    ...unitChecks(host, words),
    ...roomCheck(name, "DISK-FREE", host.disk, diskWarnShare, words),
    ...roomCheck(name, "MEMORY-FREE", host.memory, memoryWarnShare, words),
  ];
}

function versionCheck({ name, agentVersion = "" }: HostStatus, version: string, words: Words): DoctorCheck {
  const id = "AGENT-VERSION";
  if (agentVersion === version) return doctorCheck(name, { id, severity: "ok", detail: version });
  const detail = words.versions(agentVersion, version);
  return doctorCheck(name, { id, severity: "warning", detail, fix: words.install(version, name) });
}

/** A unit that is there and does not run; a host that has just some of them is of no cluster yet. */
function unitChecks({ name, units, kubernetes = "none", etcd }: HostStatus, words: Words): readonly DoctorCheck[] {
  const joined = kubernetes === "control-plane" || kubernetes === "worker";
  // A package brings its unit long before there is anything for it to do.
  const expected = (unit: string): boolean => joined || (etcd !== undefined && unit !== "kubelet.service");
  const own = units.filter((unit) => keptUnits.includes(unit.name) && unit.state !== "absent");
  return own.flatMap((unit) => {
    if (unit.state === "running") {
      return [doctorCheck(name, { id: "UNIT", severity: "ok", detail: words.runs(unit.name) })];
    }
    if (unit.state === "stopped" && !expected(unit.name)) return [];
    const detail = words.unitIs(unit.name, unit.state);
    const fix = words.unitStatus(name, unit.name);
    return [doctorCheck(name, { id: "UNIT", severity: "error", detail, fix })];
  });
}

type Room = { readonly totalBytes: number; readonly availableBytes: number };

function roomCheck(
  host: string,
  id: "DISK-FREE" | "MEMORY-FREE",
  room: Room | undefined,
  share: number,
  words: Words,
): readonly DoctorCheck[] {
  if (!room || room.totalBytes === 0) return [];
  const free = room.availableBytes / room.totalBytes;
  const detail = words.free(Math.round(free * 100), id === "DISK-FREE" ? "disk" : "memory");
  if (free >= share) return [doctorCheck(host, { id, severity: "ok", detail })];
  return [
    doctorCheck(host, {
      id,
      severity: "warning",
      detail,
      fix: id === "DISK-FREE" ? words.makeRoom : "systemd-cgtop -m",
    }),
  ];
}

/** Only where keepalived runs somewhere can the address be expected. */
function vipChecks({ hosts, vipHolders }: ClusterStatus, words: Words): readonly DoctorCheck[] {
  const serves = hosts.some(({ units }) =>
    units.some(({ name, state }) => name === "keepalived.service" && state === "running"),
  );
  const id = "VIP-HOLDER";
  if (vipHolders.length === 1) return [doctorCheck("*", { id, severity: "ok", detail: words.heldBy(vipHolders) })];
  if (vipHolders.length === 0 && !serves) return [];
  const detail = vipHolders.length === 0 ? words.heldByNone : words.heldBy(vipHolders);
  return [doctorCheck("*", { id, severity: "error", detail, fix: words.letVrrp })];
}

function etcdChecks({ hosts }: ClusterStatus, words: Words): readonly DoctorCheck[] {
  const members = hosts.flatMap(({ name, etcd }) => (etcd ? [{ name, etcd }] : []));
  if (members.length === 0) return [];
  const each = members.flatMap(({ name, etcd }) => {
    const fix = words.etcdJournal(name);
    if (!etcd.healthy) {
      return [doctorCheck(name, { id: "ETCD-MEMBER", severity: "error", detail: etcd.problem, fix })];
    }
    const size = `${Math.round(etcd.databaseBytes / 1e6)} MB`;
    const large = etcd.databaseBytes > databaseWarnBytes;
    const how = words.compact;
    return [
      doctorCheck(name, { id: "ETCD-MEMBER", severity: "ok", detail: etcd.leader ? "leader" : "follower" }),
      doctorCheck(name, { id: "ETCD-SIZE", severity: large ? "warning" : "ok", detail: size, fix: large ? how : "" }),
    ];
  });
  return [...each, leaderCheck(members, words), clusterCheck(members, words)];
}

type Member = { readonly name: string; readonly etcd: NonNullable<HostStatus["etcd"]> };

function leaderCheck(members: readonly Member[], words: Words): DoctorCheck {
  const leaders = members.filter(({ etcd }) => etcd.leader).map(({ name }) => name);
  const id = "ETCD-LEADER";
  const [leader = "", ...more] = leaders;
  if (leaders.length === 1) return doctorCheck("*", { id, severity: "ok", detail: words.leads(leader) });
  const detail = more.length === 0 ? words.noneLeads : words.manyLead(leaders);
  return doctorCheck("*", { id, severity: "error", detail, fix: words.quorum });
}

function clusterCheck(members: readonly Member[], words: Words): DoctorCheck {
  const told = members.filter(({ etcd }) => etcd.clusterId !== "");
  const ids = [...new Set(told.map(({ etcd }) => etcd.clusterId))];
  const id = "ETCD-CLUSTER";
  if (ids.length <= 1) return doctorCheck("*", { id, severity: "ok", detail: words.cluster(ids[0] ?? "") });
  const detail = told.map(({ name, etcd }) => words.isOf(name, etcd.clusterId)).join(", ");
  return doctorCheck("*", { id, severity: "error", detail, fix: words.stopForeign });
}

function runChecks({ run }: ClusterStatus, words: Words): readonly DoctorCheck[] {
  if (!run || run.state === "running") return [];
  const id = "LAST-RUN";
  if (run.state === "done") return [doctorCheck("*", { id, severity: "ok", detail: words.runDone(run.run) })];
  if (run.state === "interrupted") {
    const detail = words.runInterrupted(run.run);
    return [doctorCheck("*", { id, severity: "warning", detail, fix: `coordinator resume ${run.run}` })];
  }
  const { code = "INTERNAL", message = "", hint = "" } = run.failure ?? {};
  return [doctorCheck("*", { id, severity: "warning", detail: words.runFailed(run.run, code, message), fix: hint })];
}
