import { AppError } from "@quorate/shared/errors";
import { describeProcess } from "../../host/listeners.ts";
import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { configFiles } from "./config-file.ts";

/**
 * A killed agent leaves its kubeadm running, which would go on making what a reset or the next attempt takes away. Only one that
 * reads our file is ours. Takes away the file, too.
 */
export async function endKubeadm(ctx: StepContext): Promise<void> {
  const { files } = ctx.host;
  const pids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if ((await describeProcess(files, Number(pid))).command !== "kubeadm") continue;
    const words = (await readQuietly(ctx, `/proc/${pid}/cmdline`)).split("\0");
    if (!Object.values<string>(configFiles).some((path) => words.includes(path))) continue;
    ctx.output(`kubeadm of the interrupted attempt still runs (process ${pid}): it is ended`);
    if (await findProgram(files, "kill")) await ctx.host.exec(["kill", "-KILL", pid], { signal: ctx.signal });
  }
  for (const path of Object.values(configFiles)) await files.remove(path);
}

/** The process may end while it is looked at. */
async function readQuietly(ctx: StepContext, path: string): Promise<string> {
  try {
    return (await ctx.host.files.read(path)) ?? "";
  } catch (error) {
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return "";
    throw error;
  }
}
