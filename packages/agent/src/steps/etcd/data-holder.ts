import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "../../host/host.ts";
import { describeProcess, type Process } from "../../host/listeners.ts";

type Files = Pick<HostFiles, "list" | "read" | "readLink">;

/** A process that has a file below the directory open. Looks through every process. */
export async function processUsing(files: Files, directory: string): Promise<Process | undefined> {
  const pids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const links = await openFiles(files, pid);
    // The agent lists the directory itself; only files in it count.
    if (links.some((target) => target.startsWith(`${directory}/`))) return describeProcess(files, Number(pid));
  }
  return undefined;
}

async function openFiles(files: Files, pid: string): Promise<readonly string[]> {
  try {
    const names = (await files.list(`/proc/${pid}/fd`)) ?? [];
    const targets = await Promise.all(names.map((name) => files.readLink(`/proc/${pid}/fd/${name}`)));
    return targets.filter((target) => target !== undefined);
  } catch (error) {
    // It ended while it was looked at.
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return [];
    throw error;
  }
}
