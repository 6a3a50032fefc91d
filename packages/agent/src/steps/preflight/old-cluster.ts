import type { CheckResult } from "@quorate/shared/step/preflight";
import type { Host } from "../../host/host.ts";
import { runningPrograms } from "../../host/processes.ts";
import { type Check, failed, generationFile, passed, warning } from "./check.ts";

const id = "OLD-CLUSTER";

/** Leftovers of another cluster, and what of it still runs. */
export const checkOldCluster: Check = async ({ dataDir }, { host }) => {
  if (await host.files.status(generationFile)) return [passed(id, "this host is a member of ours")];
  const kubernetes = await kubernetesLeftovers(host);
  const running = await runningOf(host, kubernetes.length > 0);
  if (running) return [running];
  const data = await etcdLeftovers(host, dataDir);
  const results = [...(data ? [data] : []), ...(kubernetes.length > 0 ? [kubernetesWarning(kubernetes)] : [])];
  return results.length > 0 ? results : [passed(id, "no leftovers of another cluster")];
};

/** A kubelet without its configuration is only a fresh package that waits for kubeadm. */
async function runningOf({ files }: Host, configured: boolean): Promise<CheckResult | undefined> {
  const programs = await runningPrograms(files);
  const names = configured ? ["etcd", "kubelet"] : ["etcd"];
  const name = names.find((candidate) => programs.has(candidate));
  if (name === undefined) return undefined;
  const detail = `${name} of another cluster runs here (pid ${programs.get(name)})`;
  return failed(id, detail, `take the host out of that cluster first, then systemctl disable --now ${name}`);
}

async function etcdLeftovers({ files }: Host, dataDir: string): Promise<CheckResult | undefined> {
  const found: string[] = [];
  for (const directory of new Set([dataDir, "/var/lib/etcd"])) {
    if (await files.status(`${directory}/member`)) found.push(directory);
  }
  if (found.length === 0) return undefined;
  const renamed = found.includes(dataDir) ? `${dataDir} will be renamed, never deleted` : "it is left where it is";
  return warning(id, `etcd data of another cluster in ${found.join(" and ")}: ${renamed}`, "nothing, if it may stay");
}

async function kubernetesLeftovers({ files }: Host): Promise<readonly string[]> {
  const directory = "/etc/kubernetes";
  const [names, manifests] = await Promise.all([files.list(directory), files.list(`${directory}/manifests`)]);
  return [
    ...(names ?? []).filter((name) => name.endsWith(".conf")).map((name) => `${directory}/${name}`),
    ...(manifests ?? []).filter((name) => !name.startsWith(".")).map((name) => `${directory}/manifests/${name}`),
  ];
}

/** A plain reset empties /var/lib/etcd even where etcd is external (kubernetes/kubeadm#3225). */
function kubernetesWarning(paths: readonly string[]): CheckResult {
  return warning(
    id,
    `files of another Kubernetes cluster: ${paths.slice(0, 5).join(", ")}${paths.length > 5 ? " ..." : ""}`,
    "kubeadm reset --skip-phases=remove-etcd-member, before kubeadm is used again on this host",
  );
}
