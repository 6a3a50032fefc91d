import type { KubernetesState } from "@quorate/shared/facts";
import type { AskEtcd } from "../etcd/json-exchange.ts";
import type { StepContext } from "../handler.ts";
import { endKubeadm } from "./end-kubeadm.ts";
import { forgetNode } from "./forget-node.ts";
import { leaveStackedEtcd } from "./leave-etcd.ts";
import { cleanKubelet, removeFiles, removeStalePodLogs } from "./node-files.ts";
import { clusterFiles, etcdManifest, pkiDirectory, runDirectory } from "./paths.ts";
import { type PodRuntime, removePodContainers } from "./pod-containers.ts";
import { runKubeadmReset } from "./run-reset.ts";
import { setStackedEtcdAside } from "./stacked-etcd.ts";
import { stopKubelet } from "./stop-kubelet.ts";

export interface TakeBack extends PodRuntime {
  readonly name: string;
  readonly role: KubernetesState["role"];
  readonly verb: "init" | "join";
  readonly askEtcd: AskEtcd;
}

/** What kubeadm makes for each host by itself; half of it may be there, and half a pair it refuses. The shared CAs and keys stay. */
const hostCertificates = [
  ...["apiserver", "apiserver-kubelet-client", "apiserver-etcd-client", "front-proxy-client"],
  ...["etcd/server", "etcd/peer", "etcd/healthcheck-client"],
].flatMap((name) => [`${pkiDirectory}/${name}.crt`, `${pkiDirectory}/${name}.key`]);

/** kubeadm empties the directory that it is told to be the PKI's: one that is not there costs nothing. */
const noPki = `${runDirectory}/no-pki`;

const leftEtcd = `${runDirectory}/etcd-left`;

/** Takes an interrupted attempt of ours back, so that kubeadm finds the host as it was. The shared PKI stays. */
export async function takeBack(ctx: StepContext, attempt: TakeBack): Promise<void> {
  await endKubeadm(ctx);
  if (attempt.verb === "join") {
    await leaveEtcdOnce(ctx, attempt);
    await forgetNode(ctx, attempt);
  }
  await stopKubelet(ctx);
  await removePodContainers(ctx, attempt);
  await setStackedEtcdAside(ctx);
  await runKubeadmReset(ctx, { criSocket: attempt.criSocket, certDir: noPki });
  await cleanKubelet(ctx);
  // A worker's copy of the CA was fetched by its join, and will be again.
  const pki = attempt.role === "control-plane" ? hostCertificates : [`${pkiDirectory}/ca.crt`];
  await removeFiles(ctx, [...(await clusterFiles(ctx.host.files)), ...pki]);
  await removeStalePodLogs(ctx, attempt.name);
  await ctx.host.files.remove(leftEtcd);
}

/** A member that has left exits and answers no more: whoever takes back once more must not wait for it. */
async function leaveEtcdOnce(ctx: StepContext, { name, askEtcd }: TakeBack): Promise<void> {
  const { files } = ctx.host;
  if (!(await files.status(etcdManifest)) || (await files.status(leftEtcd))) return;
  await leaveStackedEtcd(ctx, name, askEtcd);
  await files.write(leftEtcd, "");
}
