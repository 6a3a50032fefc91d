import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { kubernetesGuardFile } from "../facts/kubernetes-state.ts";
import { reloadUnitFiles } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { cleanKubelet, emptyDirectory, removeFiles, removeStalePodLogs } from "./kubeadm/node-files.ts";
import { knownCas, ownKubeconfigs } from "./kubeadm/own-kubeconfig.ts";
import { clusterFiles, pkiDirectory } from "./kubeadm/paths.ts";
import { podContainers } from "./kubeadm/pod-containers.ts";
import { removePodNetwork } from "./kubeadm/pod-network.ts";
import { runKubeadmReset } from "./kubeadm/run-reset.ts";
import { setStackedEtcdAside } from "./kubeadm/stacked-etcd.ts";
import { stopEverything } from "./kubeadm/stop-everything.ts";
import { asLine } from "./restore/account.ts";

type Input = StepInput<"kubeadm.reset">;

/** What a step may be told to remove: nothing else on a host is this product's Kubernetes. */
const removableBelow = ["/etc/quorate/", "/etc/kubernetes/", "/etc/systemd/system/kubelet.service.d/"];
/** State of the kubelet's helpers, of no use to anybody once the kubelet is reset. */
const stateDirectories = [
  "/var/lib/cni",
  "/var/lib/dockershim",
  "/var/run/kubernetes",
  "/run/flannel",
  "/var/lib/calico",
];

/** Takes the host out of Kubernetes, with all that kubeadm leaves behind. etcd's data is never touched: stacked etcd's is renamed. */
export const kubeadmReset: ApplyHandler<"kubeadm.reset"> = {
  type: "apply",
  probe: async (input, ctx) => {
    refuseOtherPaths(input);
    const drift: Drift[] = (await remains(input, ctx)).map((path) => ({ what: path, have: "present", want: "absent" }));
    const pods = await podContainers(ctx, input);
    if (pods && pods.ids.length > 0) drift.push({ what: "pods", have: `${pods.ids.length} containers`, want: "none" });
    return drift;
  },
  apply: async (input, ctx) => {
    refuseOtherPaths(input);
    const did: string[] = [];
    const note = (lines: readonly string[]): void => {
      for (const line of lines) ctx.output(line);
      did.push(...lines.map(asLine));
    };
    const cas = await knownCas(ctx.host.files, [`${pkiDirectory}/ca.crt`, "/etc/quorate/pki/kubernetes/ca.crt"]);
    note(await stopEverything(input, ctx));
    const aside = await setStackedEtcdAside(ctx);
    if (aside !== undefined) note([`kept etcd's data: it is now ${aside}`]);
    note([await runKubeadmReset(ctx, { criSocket: input.criSocket })]);
    note(await cleanKubelet(ctx));
    for (const path of stateDirectories) if ((await emptyDirectory(ctx, path)) > 0) note([`emptied ${path}`]);
    note(await removePodNetwork(ctx));
    note((await removeFiles(ctx, await ownKubeconfigs(ctx.host.files, input.users, cas))).map(removed));
    await removeStalePodLogs(ctx, input.name);
    note((await removeFiles(ctx, [...(await clusterFiles(ctx.host.files)), pkiDirectory])).map(removed));
    note((await removeFiles(ctx, input.remove)).map(removed));
    if (input.remove.some((path) => path.includes("/systemd/")))
      await reloadUnitFiles(ctx.host, { signal: ctx.signal });
    // Last: until here the host counts as one that is not yet reset.
    note((await removeFiles(ctx, [kubernetesGuardFile])).map(removed));
    return { did };
  },
};

const removed = (path: string): string => `removed ${path}`;

/** Everything that tells of a cluster, and everything that the plan wants gone. */
async function remains({ remove }: Input, { host }: StepContext): Promise<readonly string[]> {
  const pki = ((await host.files.list(pkiDirectory)) ?? []).length > 0 ? [pkiDirectory] : [];
  const named = [kubernetesGuardFile, ...remove];
  const statuses = await Promise.all(named.map((path) => host.files.status(path)));
  return [...named.filter((_path, at) => statuses[at]), ...(await clusterFiles(host.files)), ...pki];
}

function refuseOtherPaths({ remove }: Input): void {
  const other = remove.find((path) => !removableBelow.some((below) => path.startsWith(below)));
  if (other === undefined) return;
  throw new AppError(
    "STEP_INPUT_INVALID",
    `kubeadm.reset may remove only what is below ${removableBelow.join(", ")}; it was told ${other}`,
  );
}
