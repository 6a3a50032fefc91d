import { type EtcdByHand, etcdByHand, etcdConfig, unitValue, withoutSlash } from "./etcd-environment.ts";
import type { AuditRule } from "./rule.ts";
import type { Seen } from "./seen.ts";

const rule = (
  id: AuditRule["id"],
  severity: AuditRule["severity"],
  find: (etcd: EtcdByHand, seen: Seen) => readonly string[],
): AuditRule => ({
  id,
  severity,
  find: (seen) => {
    const etcd = etcdByHand(seen);
    return etcd ? find(etcd, seen) : [];
  },
});

/** A setting that is not there, or not as it has to be. */
function lacks(name: string, good: (value: string) => boolean): (etcd: EtcdByHand) => readonly string[] {
  return ({ values }) => {
    const value = values.get(name);
    if (value !== undefined && good(value)) return [];
    return [`${etcdConfig}: ETCD_${name} is ${value === undefined || value === "" ? "not set" : value}`];
  };
}

const present = (value: string): boolean => value !== "";
const dataDirOf = ({ values }: EtcdByHand): string => withoutSlash(values.get("DATA_DIR") ?? "");

function stateNew(etcd: EtcdByHand, { files }: Seen): readonly string[] {
  const member = `${dataDirOf(etcd)}/member`;
  if (etcd.values.get("INITIAL_CLUSTER_STATE") !== "new" || !files.has(member)) return [];
  return [`${etcdConfig}: ETCD_INITIAL_CLUSTER_STATE=new, and ${member} is there`];
}

/** etcd's own default, and what examples have. */
const commonTokens = ["etcd-cluster", "etcd-cluster-1", "etcd-cluster-0", "k8s-etcd-cluster"];

function commonToken({ values }: EtcdByHand): readonly string[] {
  const token = values.get("INITIAL_CLUSTER_TOKEN") ?? "etcd-cluster";
  return commonTokens.includes(token) ? [`${etcdConfig}: the cluster token is ${token}, as in every example`] : [];
}

function noClientAuth(etcd: EtcdByHand): readonly string[] {
  return ["CLIENT_CERT_AUTH", "PEER_CLIENT_CERT_AUTH"].flatMap((name) =>
    lacks(name, (value) => value === "true")(etcd),
  );
}

/** In comments too: whoever uncomments such a line gets nothing. */
function template({ text }: EtcdByHand): readonly string[] {
  return text
    .split("\n")
    .flatMap((line, at) =>
      /\{\{.*\}\}|^#?\s*ETCD_\w*[^\w=\s]\w*=/.test(line) ? [`${etcdConfig} line ${at + 1}: ${line.trim()}`] : [],
    );
}

function repeatedNames({ values }: EtcdByHand): readonly string[] {
  const names = (values.get("INITIAL_CLUSTER") ?? "").split(",").map((entry) => entry.split("=", 1)[0] ?? "");
  const twice = [...new Set(names.filter((name, at) => name !== "" && names.indexOf(name) < at))];
  return twice.map(
    (name) => `${etcdConfig}: ETCD_INITIAL_CLUSTER has ${name} ${names.filter((each) => each === name).length} times`,
  );
}

function openData(etcd: EtcdByHand, { files }: Seen): readonly string[] {
  const path = dataDirOf(etcd);
  const mode = files.get(path)?.mode;
  if (mode === undefined || (mode & 0o077) === 0) return [];
  return [`${path} has mode ${(mode & 0o7777).toString(8)}`];
}

function absentDirectory(etcd: EtcdByHand, { files }: Seen): readonly string[] {
  const path = withoutSlash(unitValue(etcd, "WorkingDirectory") ?? "");
  return path === "" || path.startsWith("-") || files.has(path) ? [] : [`WorkingDirectory=${path} is not there`];
}

function unitTimeout(etcd: EtcdByHand): readonly string[] {
  if (unitValue(etcd, "Type") !== "notify") return [];
  const limit = unitValue(etcd, "TimeoutStartSec") ?? unitValue(etcd, "TimeoutSec");
  if (limit === "infinity" || limit === "0") return [];
  return [`the unit has Type=notify and ${limit === undefined ? "systemd's usual 90 s" : limit} to say ready`];
}

function unitRoot(etcd: EtcdByHand): readonly string[] {
  return etcd.unit.length > 0 && unitValue(etcd, "User") === undefined ? ["the unit has no User="] : [];
}

export const etcdRules: readonly AuditRule[] = [
  rule("ETCD-STATE-NEW", "error", stateNew),
  rule("ETCD-TOKEN-COMMON", "warning", commonToken),
  rule("ETCD-NO-CLIENT-AUTH", "warning", noClientAuth),
  rule("ETCD-TEMPLATE", "warning", template),
  rule(
    "ETCD-NO-COMPACTION",
    "warning",
    lacks("AUTO_COMPACTION_RETENTION", (value) => present(value) && value !== "0"),
  ),
  rule("ETCD-NO-QUOTA", "warning", lacks("QUOTA_BACKEND_BYTES", present)),
  rule("ETCD-OLD-FLAG", "warning", ({ values }) =>
    values.has("PROXY") ? [`${etcdConfig}: ETCD_PROXY is of version 2`] : [],
  ),
  rule("ETCD-NAMES", "error", repeatedNames),
  rule("ETCD-NO-LOCAL-PROBE", "warning", lacks("LISTEN_METRICS_URLS", present)),
  rule("ETCD-DATA-OPEN", "warning", openData),
  rule("ETCD-DATA-ABSENT", "error", absentDirectory),
  rule("ETCD-UNIT-TIMEOUT", "error", unitTimeout),
  rule("ETCD-UNIT-ROOT", "warning", unitRoot),
];
