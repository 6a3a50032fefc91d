import { agentState, agentStates } from "../agent-state.ts";
import { knownCertificates } from "../certificates.ts";
import { type Metric, one, seconds } from "./metric.ts";

type Row = readonly [name: string, type: "gauge" | "counter", help: string, value: Metric["samples"]];

const rows: readonly Row[] = [
  ["quorate_epoch", "gauge", "Grows by one with each start of a coordinator.", ({ state }) => one(Number(state.epoch))],
  [
    "quorate_alarms",
    "gauge",
    "Hosts whose keys or tokens may be in wrong hands, until somebody acts.",
    ({ status }) => one(status.alarms.length),
  ],
  ["quorate_event_log_events_total", "counter", "Events in the log.", ({ state }) => one(state.seq)],
  [
    "quorate_event_log_ignored_total",
    "counter",
    "Events of the log that this version does not know, or that are about nothing in it.",
    ({ state }) => one(state.ignored),
  ],
  ["quorate_event_log_size_bytes", "gauge", "The event log on disk.", ({ logBytes }) => one(logBytes)],
  [
    "quorate_dropped_log_lines_total",
    "counter",
    "Lines of output that steps wrote faster than they are kept.",
    ({ state }) => one(state.droppedLines),
  ],
  [
    "process_cpu_seconds_total",
    "counter",
    "Processor time of the coordinator, user and system.",
    ({ process }) => one(process.cpuSeconds),
  ],
  [
    "process_resident_memory_bytes",
    "gauge",
    "Resident memory of the coordinator.",
    ({ process }) => one(process.residentBytes),
  ],
  [
    "process_start_time_seconds",
    "gauge",
    "When the coordinator was started, since 1970.",
    ({ process }) => one(process.startedAt),
  ],
];

export const coordinatorMetrics: readonly Metric[] = [
  {
    name: "quorate_build_info",
    type: "gauge",
    help: "Always 1; the label says which version runs.",
    labels: ["version"],
    samples: ({ status }) => [{ labels: { version: status.coordinator.version }, value: 1 }],
  },
  {
    name: "quorate_hosts",
    type: "gauge",
    help: "Hosts that are enrolled, by what their agents do now.",
    labels: ["agent"],
    samples: ({ status: { hosts } }) =>
      agentStates.map((agent) => ({
        labels: { agent },
        value: hosts.filter((host) => agentState(host) === agent).length,
      })),
  },
  {
    name: "quorate_certificate_expiry_timestamp_seconds",
    type: "gauge",
    help: "When the certificate of this role on the host ends.",
    labels: ["host", "role"],
    samples: ({ state }) =>
      knownCertificates(state).map(({ host, role, notAfterMs }) => ({
        labels: { host, role },
        value: seconds(notAfterMs),
      })),
  },
  ...rows.map(([name, type, help, samples]): Metric => ({ name, type, help, labels: [], samples })),
];
