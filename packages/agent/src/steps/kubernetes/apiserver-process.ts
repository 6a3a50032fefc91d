import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "../../host/host.ts";
import { belongsToUnit, describeProcess } from "../../host/listeners.ts";
import { kubeletUnit } from "../kubeadm/paths.ts";

const program = "kube-apiserver";

/** The one apiserver that the kubelet of this host runs. Rejects KUBERNETES_NOT_READY when there is none, or more than one. */
export async function apiserverPid(files: Pick<HostFiles, "read" | "list" | "readLink">): Promise<number> {
  const pids = ((await files.list("/proc")) ?? [])
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
  const processes = await Promise.all(pids.map((pid) => describeProcess(files, pid)));
  const found = processes.filter((each) => each.command === program && belongsToUnit(each, kubeletUnit));
  const [only] = found;
  if (only && found.length === 1) return only.pid;
  const pidsFound = found.map(({ pid }) => pid).join(", ");
  const have = only ? `more than one ${program} (pids ${pidsFound})` : `no ${program} that its kubelet started`;
  throw new AppError("KUBERNETES_NOT_READY", `this host runs ${have}`, {
    hint: "on the host: crictl ps, or docker ps; journalctl -u kubelet -e",
  });
}
