import type { StepInput } from "@quorate/shared/step/contract";
import { restartUnit } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { endKubeadm } from "./end-kubeadm.ts";
import { removePodContainers } from "./pod-containers.ts";
import { stopKubelet } from "./stop-kubelet.ts";

type Input = StepInput<"kubeadm.reset">;

/** Nothing of Kubernetes runs on the host afterwards. Gives what was done, in words. */
export async function stopEverything(input: Input, ctx: StepContext): Promise<readonly string[]> {
  await endKubeadm(ctx);
  const stopped = await stopKubelet(ctx, input.kubeletUnit);
  const pods = await removePodContainers(ctx, input);
  // Behind its back: its CRI plugin keeps a list of its own.
  if (pods?.tool === "ctr" && pods.ids.length > 0)
    await restartUnit(ctx.host, input.runtimeUnit, { signal: ctx.signal });
  return [
    ...(stopped ? [`stopped ${input.kubeletUnit}`] : []),
    ...(pods === undefined ? [`${input.runtime} does not answer: there was no looking for containers of pods`] : []),
    ...(pods && pods.ids.length > 0 ? [`removed ${pods.ids.length} containers of pods`] : []),
  ];
}
