import { AppError } from "@quorate/shared/errors";
import type { KubernetesState } from "@quorate/shared/facts";
import type { Drift } from "@quorate/shared/step/outcome";
import { kubeletConfigFile, kubernetesGuardFile, readKubernetesState } from "../../facts/kubernetes-state.ts";
import type { HostFiles } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";
import { apiserverManifest, clusterFiles } from "./paths.ts";
import { type TakeBack, takeBack } from "./take-back.ts";

export type Wanted = Pick<KubernetesState, "role" | "caHash">;

export async function writeGuard(files: HostFiles, state: KubernetesState): Promise<void> {
  await files.write(kubernetesGuardFile, `${JSON.stringify(state, null, 2)}\n`);
}

/** Rejects KUBERNETES_CA_MISMATCH when the host belongs to another cluster. */
export async function joinedDrift(files: HostFiles, wanted: Wanted): Promise<readonly Drift[]> {
  const state = await ownState(files, wanted);
  if (!state) return [{ what: "this host", have: "not joined", want: `joined as ${wanted.role}` }];
  if (!state.joined) return [{ what: "this host", have: "an interrupted attempt", want: `joined as ${wanted.role}` }];
  if (state.role !== wanted.role) return [{ what: "this host", have: state.role, want: wanted.role }];
  const lacksApiserver = wanted.role === "control-plane" && !(await files.status(apiserverManifest));
  return lacksApiserver ? [{ what: apiserverManifest, have: "absent", want: "present" }] : [];
}

/** Did an attempt of ours begin to make of this host what is wanted, and nobody saw its end. */
export async function isInterrupted(files: HostFiles, wanted: Wanted): Promise<boolean> {
  const state = await ownState(files, wanted);
  return state !== undefined && !state.joined && state.role === wanted.role;
}

/**
 * What must be before kubeadm runs: nothing of a stranger's, and nothing of an attempt of ours that was interrupted, which
 * is taken back here. Says which of the two it was.
 */
export async function clearTheWay(
  ctx: StepContext,
  wanted: Wanted,
  attempt: Omit<TakeBack, "role">,
): Promise<"first" | "again"> {
  const { files } = ctx.host;
  const state = await ownState(files, wanted);
  if (state?.joined) throw joinedOtherwise(state, wanted);
  if (state) {
    ctx.output("an earlier attempt was interrupted: it is taken back first");
    // The shared PKI may be there for what the host shall be, whatever it was to become before.
    const role = wanted.role === "control-plane" ? wanted.role : state.role;
    await takeBack(ctx, { ...attempt, role });
    return "again";
  }
  const found = await clusterFiles(files);
  if (found.length > 0) throw leftovers(found);
  return "first";
}

async function ownState(files: HostFiles, { caHash }: Wanted): Promise<KubernetesState | undefined> {
  const state = await readKubernetesState(files);
  if (state && state.caHash !== caHash) {
    throw new AppError(
      "KUBERNETES_CA_MISMATCH",
      `${kubernetesGuardFile} says that this host belongs to the cluster with the CA ${state.caHash}; the plan's is ${caHash}`,
    );
  }
  return state;
}

function joinedOtherwise(state: KubernetesState, { role }: Wanted): AppError {
  const what =
    state.role === role
      ? `this host has joined, but ${apiserverManifest} is gone`
      : `this host has joined as ${state.role}, and shall be ${role}`;
  return new AppError("KUBEADM_FAILED", `${what}; a host that has joined is never joined anew blindly`, {
    hint:
      state.role === role
        ? "put the manifest back (kubeadm init phase control-plane apiserver), or on the host kubeadm reset --skip-phases=remove-etcd-member; the next bootstrap then joins it anew"
        : "drain the node, then on the host: kubeadm reset --skip-phases=remove-etcd-member",
  });
}

function leftovers(found: readonly string[]): AppError {
  const shown = found.slice(0, 5).join(", ");
  return new AppError(
    "KUBEADM_FAILED",
    `the host carries files of a Kubernetes cluster that no record of ours explains: ${shown}${found.length > 5 ? " and more" : ""}; nothing was touched`,
    {
      hint: `if nobody needs that cluster, on the host: kubeadm reset --skip-phases=remove-etcd-member; then run again`,
      evidence: [...found, `${kubernetesGuardFile} or ${kubeletConfigFile} is absent`],
    },
  );
}
