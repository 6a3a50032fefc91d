import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { kubeletConfigFile } from "../../facts/kubernetes-state.ts";
import type { StepContext } from "../handler.ts";
import { Kubectl } from "../kubernetes/kubectl.ts";
import { adminConfig } from "./paths.ts";
import { stopKubelet } from "./stop-kubelet.ts";

const pollMs = 3_000;
/** The node controller's grace period is 40 s, 50 s since 1.32; its own pace comes on top. */
const patienceMs = 90_000;
const readyPath = '{.status.conditions[?(@.type=="Ready")].status}';

/**
 * kubeadm joins no host whose node is in the cluster and Ready, and an interrupted join may have come that far. A control-plane
 * host can delete its node; a worker may not, so it waits until the cluster has missed its kubelet.
 */
export async function forgetNode(ctx: StepContext, { name }: { readonly name: string }): Promise<void> {
  const { files } = ctx.host;
  if (!(await files.status(kubeletConfigFile))) return;
  if (await files.status(adminConfig)) {
    const words = ["delete", "--ignore-not-found", "node", "--", name];
    if ((await tryKubectl(ctx, adminConfig, words)) !== undefined) return;
  }
  await stopKubelet(ctx);
  ctx.output(`waiting until the cluster takes the node ${name} for not ready: it cannot join before`);
  const started = ctx.clock.monoNs();
  const words = ["get", `--output=jsonpath=${readyPath}`, "node", "--", name];
  while (elapsedMs(ctx.clock, started) < patienceMs) {
    const ready = await tryKubectl(ctx, kubeletConfigFile, words);
    if (ready?.trim() !== "True") return;
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

/** stdout; undefined when kubectl is absent or the cluster does not answer. */
async function tryKubectl(ctx: StepContext, kubeconfig: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await new Kubectl(ctx, kubeconfig).run(args);
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
