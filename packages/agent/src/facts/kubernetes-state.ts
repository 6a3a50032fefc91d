import { AppError } from "@quorate/shared/errors";
import { type KubernetesState, kubernetesState } from "@quorate/shared/facts";
import type { HostFiles } from "../host/host.ts";

/** Written by the steps that run kubeadm: before it starts, and after its good end. */
export const kubernetesGuardFile = "/etc/quorate/kubernetes.json";
/** What kubeadm leaves on every host that has joined; kubeadm reset takes it away. */
export const kubeletConfigFile = "/etc/kubernetes/kubelet.conf";

/** A guard whose host was reset by hand since then says nothing any more. A damaged one is no fact. */
export async function readKubernetesState(
  files: Pick<HostFiles, "read" | "status">,
): Promise<KubernetesState | undefined> {
  const text = await files.read(kubernetesGuardFile);
  if (text === undefined) return undefined;
  const state = parseGuard(text);
  if (!state.joined) return state;
  return (await files.status(kubeletConfigFile)) ? state : undefined;
}

function parseGuard(text: string): KubernetesState {
  try {
    return kubernetesState.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause: unknown): AppError {
  return new AppError("CONFIG_REJECTED", `${kubernetesGuardFile} is damaged`, {
    cause,
    hint: "it says whether kubeadm ended well on this host: restore it; or kubeadm reset --skip-phases=remove-etcd-member, then remove it",
  });
}
