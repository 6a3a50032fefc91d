import type { HostStatus } from "../../rpc/status.ts";
import { agentState } from "../agent-state.ts";
import { type Metric, one, seconds, truth } from "./metric.ts";

/** One sample for each host of which the value is known. */
function ofHosts(value: (host: HostStatus) => number | undefined): Metric["samples"] {
  return ({ status }) =>
    status.hosts.flatMap((host) => one(value(host)).map((sample) => ({ ...sample, labels: { host: host.name } })));
}

type Row = readonly [
  name: string,
  type: "gauge" | "counter",
  help: string,
  value: (host: HostStatus) => number | undefined,
];

/** What the agents' heartbeats say; of a host that is silent nothing but its silence. */
const rows: readonly Row[] = [
  [
    "quorate_host_connected",
    "gauge",
    "1 while the agent's stream is open and it speaks.",
    (host) => (agentState(host) === "revoked" ? undefined : truth(host.agent === "connected")),
  ],
  [
    "quorate_host_heartbeat_age_seconds",
    "gauge",
    "Time since the agent was heard last.",
    ({ lastHeardMs: ms }) => (ms === undefined ? undefined : seconds(ms)),
  ],
  [
    "quorate_host_clock_offset_seconds",
    "gauge",
    "The host's wall clock minus the coordinator's.",
    ({ clock }) => clock && seconds(clock.offsetMs),
  ],
  [
    "quorate_host_clock_error_seconds",
    "gauge",
    "Bound of the error of the clock offset: half the round trip.",
    ({ clock }) => clock && seconds(clock.errorMs),
  ],
  ["quorate_host_load1", "gauge", "Load average of one minute.", ({ load1 }) => load1],
  ["quorate_host_memory_total_bytes", "gauge", "Memory of the host.", ({ memory }) => memory?.totalBytes],
  [
    "quorate_host_memory_available_bytes",
    "gauge",
    "Memory of the host that is to be had without swapping.",
    ({ memory }) => memory?.availableBytes,
  ],
  ["quorate_host_disk_total_bytes", "gauge", "Size of the file system of etcd's data.", ({ disk }) => disk?.totalBytes],
  [
    "quorate_host_disk_available_bytes",
    "gauge",
    "Free room in the file system of etcd's data.",
    ({ disk }) => disk?.availableBytes,
  ],
  [
    "quorate_agent_resident_memory_bytes",
    "gauge",
    "Resident memory of the agent's process.",
    ({ agentMemoryBytes }) => agentMemoryBytes,
  ],
  [
    "quorate_vip_held",
    "gauge",
    "1 on the host that holds the virtual IP; the sum is to be 1.",
    ({ agent, vipHeld }) => (agent === "connected" ? truth(vipHeld) : undefined),
  ],
  [
    "quorate_etcd_healthy",
    "gauge",
    "1 when the member says that it is healthy.",
    ({ etcd }) => etcd && truth(etcd.healthy),
  ],
  [
    "quorate_etcd_is_leader",
    "gauge",
    "1 on the member that leads; the sum is to be 1.",
    ({ etcd }) => etcd && truth(etcd.leader),
  ],
  [
    "quorate_etcd_leader_changes_total",
    "counter",
    "Leaders that the member has seen come since it started.",
    ({ etcd }) => etcd?.leaderChanges,
  ],
  ["quorate_etcd_database_size_bytes", "gauge", "Size of the member's database.", ({ etcd }) => etcd?.databaseBytes],
  [
    "quorate_etcd_wal_fsync_p99_seconds",
    "gauge",
    "99 of 100 writes of the member's log were on the disk within this, since it started.",
    ({ etcd }) => (etcd?.fsyncP99Ms === undefined ? undefined : seconds(etcd.fsyncP99Ms)),
  ],
];

export const hostMetrics: readonly Metric[] = rows.map(([name, type, help, value]) => ({
  ...{ name, type, help, labels: ["host"] },
  samples: ofHosts(value),
}));

export const unitRunning: Metric = {
  name: "quorate_unit_running",
  type: "gauge",
  help: "1 while a unit that is installed on the host runs.",
  labels: ["host", "unit"],
  samples: ({ status }) =>
    status.hosts.flatMap(({ name: host, units }) =>
      units
        .filter(({ state }) => state !== "absent")
        .map(({ name: unit, state }) => ({ labels: { host, unit }, value: truth(state === "running") })),
    ),
};
