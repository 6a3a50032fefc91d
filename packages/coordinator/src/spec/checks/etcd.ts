import { systemDirectories } from "@quorate/shared/step/grammar";
import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import { durationText, sizeText } from "../quantity.ts";
import { type Check, finding, type Wrote } from "./check.ts";

const example = "for example /var/lib/quorate-etcd";

/** kubeadm's own place for a member of its own; external etcd would lose its data there. */
const kubeadms = "/var/lib/etcd";

/** Emptied by others: kubeadm reset (kubernetes/kubeadm#3225), a reboot, or a directory that holds far more than etcd. */
const lost: readonly { readonly dir: string; readonly why: string }[] = [
  { dir: kubeadms, why: "kubeadm reset empties it, even when etcd is external (kubernetes/kubeadm#3225)" },
  { dir: "/etc/kubernetes", why: "kubeadm reset empties it" },
  { dir: "/var/lib/kubelet", why: "kubeadm reset empties it" },
  { dir: "/var/lib/dockershim", why: "kubeadm reset empties it" },
  { dir: "/var/lib/cni", why: "kubeadm reset empties it" },
  { dir: "/var/run", why: "a reboot empties it" },
  { dir: "/run", why: "a reboot empties it" },
  { dir: "/tmp", why: "a reboot empties it" },
  { dir: "/var/tmp", why: "systemd-tmpfiles clears it" },
  { dir: "/dev", why: "it is no disk" },
  { dir: "/proc", why: "it is no disk" },
  { dir: "/sys", why: "it is no disk" },
  { dir: "/etc/quorate", why: "the certificates are there" },
  ...systemDirectories.map((dir) => ({ dir, why: "the system keeps its own files there, or hides it from services" })),
];

const within = (path: string, dir: string): boolean => path === dir || path.startsWith(`${dir}/`);

function dataDir({ etcd }: ClusterSpec): readonly Finding[] {
  if (etcd.topology === "stacked" && etcd.dataDir === kubeadms) return [];
  const reason = lost.find(({ dir }) => within(etcd.dataDir, dir) || within(dir, etcd.dataDir));
  if (reason !== undefined) {
    const where = within(etcd.dataDir, reason.dir) ? reason.why : `${reason.dir} lies in it`;
    return [finding(`${etcd.dataDir} cannot hold etcd's data: ${where}; ${example}`, "etcd", "dataDir")];
  }
  const parts = etcd.dataDir.split("/").length - 1;
  return parts > 1
    ? []
    : [finding(`${etcd.dataDir} stands at the root: use a directory of its own, ${example}`, "etcd", "dataDir")];
}

/** etcd itself refuses an election timeout below five heartbeats. */
function timing({ etcd }: ClusterSpec): readonly Finding[] {
  if (etcd.topology === "stacked" || etcd.heartbeatMs * 5 <= etcd.electionMs) return [];
  const message = `${durationText(etcd.electionMs)} is less than five heartbeats of ${durationText(etcd.heartbeatMs)}, which etcd refuses: use ${durationText(etcd.heartbeatMs * 10)}`;
  return [finding(message, "etcd", "election")];
}

/** A sha256 belongs to one release; only a repository can answer a pattern. */
function tarballVersion({ etcd }: ClusterSpec): readonly Finding[] {
  if (etcd.topology === "stacked" || etcd.source.kind !== "tarball") return [];
  const { version } = etcd;
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    const message = `"${version}" is not exact, and spec.etcd.source is a tarball: give MAJOR.MINOR.PATCH, for example 3.4.7`;
    return [finding(message, "etcd", "version")];
  }
  const named = /v?(\d+\.\d+\.\d+)(?=-linux)/.exec(etcd.source.url)?.[1];
  if (named === undefined || named === version) return [];
  const message = `${version} is not what spec.etcd.source brings (${named}): give spec.etcd.source with the url and sha256 of ${version}, or a package`;
  return [finding(message, "etcd", "version")];
}

function quota({ etcd }: ClusterSpec): readonly Finding[] {
  if (etcd.topology === "stacked" || etcd.quotaBytes <= 2 ** 33) return [];
  return [
    finding(
      `${sizeText(etcd.quotaBytes)} is above etcd's suggested maximum of 8GiB: restarts get slow`,
      "etcd",
      "quota",
    ),
  ];
}

function certificateDays({ etcd: { certificateDays: days, topology } }: ClusterSpec): readonly Finding[] {
  if (topology === "stacked" || (days >= 30 && days <= 1095)) return [];
  const why = days < 30 ? "etcd stops when they end" : "a stolen key stays good for that long";
  return [finding(`the certificates live ${days} days: ${why}; 365 is usual`, "etcd", "certificateDays")];
}

/** What only members that Quorate starts have; with stacked etcd kubeadm decides. */
const ownFields = [
  "version",
  "source",
  "certificateDays",
  "startWindow",
  "quota",
  "autoCompaction",
  "heartbeat",
  "election",
] as const;

function stackedIsKubeadms({ etcd }: ClusterSpec, wrote: Wrote): readonly Finding[] {
  if (etcd.topology !== "stacked") return [];
  return ownFields
    .filter((field) => wrote("etcd", field))
    .map((field) => finding("it has no effect: with topology stacked kubeadm brings and starts etcd", "etcd", field));
}

export const etcdChecks: readonly Check[] = [
  { severity: "error", needs: ["etcd"], run: dataDir },
  { severity: "error", needs: ["etcd"], run: timing },
  { severity: "error", needs: ["etcd"], run: tarballVersion },
  { severity: "warning", needs: ["etcd"], run: stackedIsKubeadms },
  { severity: "warning", needs: ["etcd"], run: quota },
  { severity: "warning", needs: ["etcd"], run: certificateDays },
];
