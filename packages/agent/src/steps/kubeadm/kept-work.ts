import type { StepContext } from "../handler.ts";
import { configFiles } from "./config-file.ts";
import { isInterrupted, type Wanted } from "./guard.ts";
import { type KubeadmRun, kubeadmArgv } from "./run-kubeadm.ts";

/**
 * True when kubeadm of an attempt that lost its agent went on alone and ended well: its work is kept. The guard says that it is this
 * attempt's work and no older one's: a reset takes the guard away, and the next attempt would have taken the work back.
 */
export async function keptWork(
  ctx: StepContext,
  wanted: Wanted,
  run: Omit<KubeadmRun, "documents" | "token">,
): Promise<boolean> {
  const { files } = ctx.host;
  if (!(await isInterrupted(files, wanted))) return false;
  const file = configFiles[run.verb];
  if ((await ctx.endedAlone(kubeadmArgv(run, file))) !== 0) return false;
  ctx.output("kubeadm of the interrupted attempt has ended well meanwhile: its work is kept");
  await files.remove(file);
  return true;
}
