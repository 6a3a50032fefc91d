import { AppError } from "@quorate/shared/errors";
import type { KubernetesState } from "@quorate/shared/facts";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { readKubernetesState } from "../../facts/kubernetes-state.ts";
import type { Host } from "../../host/host.ts";
import { runningPrograms } from "../../host/processes.ts";
import { clusterFiles } from "../kubeadm/paths.ts";
import { type Check, failed, generationFile, passed, warning } from "./check.ts";

const id = "OLD-CLUSTER";

/** Leftovers of another cluster, and what of it still runs. What our own records explain is none. */
export const checkOldCluster: Check = async ({ dataDir }, { host }) => {
  const guard = await readGuard(host);
  if ("damaged" in guard) return [guard.damaged];
  const { state } = guard;
  const member = (await host.files.status(generationFile)) !== undefined;
  const kubernetes = state ? [] : await clusterFiles(host.files);
  const running = await runningOf(host, { etcd: !member && !state, kubelet: kubernetes.length > 0 });
  if (running) return [running];
  const data = member || state ? undefined : await etcdLeftovers(host, dataDir);
  const results = [...(data ? [data] : []), ...(kubernetes.length > 0 ? [kubernetesWarning(kubernetes)] : [])];
  if (state && !state.joined) results.push(interruptedWarning(state));
  return results.length > 0 ? results : [passed(id, ownText(member, state))];
};

type Guard = { readonly state: KubernetesState | undefined } | { readonly damaged: CheckResult };

async function readGuard({ files }: Host): Promise<Guard> {
  try {
    return { state: await readKubernetesState(files) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "CONFIG_REJECTED") throw error;
    return { damaged: failed(id, error.message, error.hint) };
  }
}

function ownText(member: boolean, state: KubernetesState | undefined): string {
  if (state) return `this host has joined our cluster as ${state.role}`;
  return member ? "this host is a member of ours" : "no leftovers of another cluster";
}

/** Nothing to mend: kubeadm's own files are taken back by the step that runs it. */
function interruptedWarning({ role }: KubernetesState): CheckResult {
  const detail = `an earlier attempt to make this host a ${role} was interrupted: it is taken back and done anew`;
  return warning(id, detail, "nothing");
}

interface Suspects {
  readonly etcd: boolean;
  /** A kubelet without its configuration is only a fresh package that waits for kubeadm. */
  readonly kubelet: boolean;
}

async function runningOf({ files }: Host, suspects: Suspects): Promise<CheckResult | undefined> {
  if (!suspects.etcd && !suspects.kubelet) return undefined;
  const programs = await runningPrograms(files);
  const names = [...(suspects.etcd ? ["etcd"] : []), ...(suspects.kubelet ? ["kubelet"] : [])];
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

/** A plain reset empties /var/lib/etcd even where etcd is external (kubernetes/kubeadm#3225). */
function kubernetesWarning(paths: readonly string[]): CheckResult {
  return warning(
    id,
    `files of another Kubernetes cluster: ${paths.slice(0, 5).join(", ")}${paths.length > 5 ? " ..." : ""}`,
    "kubeadm reset --skip-phases=remove-etcd-member, before kubeadm is used again on this host",
  );
}
