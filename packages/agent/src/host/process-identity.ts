import { readFile } from "node:fs/promises";
import { z } from "zod";

/** A process id alone may be anybody's after a reboot or a wrap-around; with the other two it is one process for ever. */
export const processIdentity = z.object({ pid: z.int().min(1), bootId: z.string(), startTime: z.string() });
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** Undefined when there is no such process, or when it is dead and only its parent has not noticed. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // Field 3 is the state, 22 the start time; the second one is the program's name in parentheses and may hold blanks (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return { pid, bootId: await bootId(), startTime: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** Changes with every boot. */
export async function bootId(): Promise<string> {
  return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
}

export async function lives(process: ProcessIdentity): Promise<boolean> {
  const now = await identityOf(process.pid);
  return now !== undefined && now.bootId === process.bootId && now.startTime === process.startTime;
}
