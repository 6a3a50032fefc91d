import type { HostFiles } from "./host.ts";
import { describeProcess } from "./listeners.ts";

/** Process ids by program name (at most 15 characters, as the kernel keeps it). Kernel threads are among them. */
export async function runningPrograms(
  files: Pick<HostFiles, "read" | "list" | "readLink">,
): Promise<ReadonlyMap<string, number>> {
  const pids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(pids.map((pid) => describeProcess(files, Number(pid))));
  return new Map(processes.map(({ command, pid }) => [command, pid]));
}
