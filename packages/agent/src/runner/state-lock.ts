import { mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";

/** A process id alone may be anybody's after a reboot or a wrap-around; with these two it is one process for ever. */
const holder = z.object({ pid: z.int(), bootId: z.string(), startTime: z.string() });
type Holder = z.infer<typeof holder>;

/** Two agents on one state directory would tear the journal. Resolves with the release; rejects AGENT_RUNNING. */
export async function lockState(stateDir: string, pid: number = process.pid): Promise<() => Promise<void>> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const path = join(stateDir, "agent.lock");
  const other = await readHolder(path);
  if (other && (await lives(other))) {
    throw new AppError("AGENT_RUNNING", `process ${other.pid} is an agent on ${stateDir}`);
  }
  // What a dead process left; gone already when another one starts at the same moment, and then "wx" decides.
  await unlink(path).catch(() => undefined);
  const file = await claim(path, stateDir);
  try {
    await file.writeFile(JSON.stringify({ pid, ...(await identityOf(pid)) }));
  } finally {
    await file.close();
  }
  return () => unlink(path).catch(() => undefined);
}

async function claim(path: string, stateDir: string) {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    throw lost(stateDir, error);
  }
}

function lost(stateDir: string, cause: unknown): AppError {
  return new AppError("AGENT_RUNNING", `another agent took ${stateDir} in this moment`, { cause });
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return holder.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Absent, or torn by the death of its writer: nobody holds it.
    return undefined;
  }
}

async function lives(other: Holder): Promise<boolean> {
  const now = await identityOf(other.pid);
  return now !== undefined && now.bootId === other.bootId && now.startTime === other.startTime;
}

async function identityOf(pid: number): Promise<Omit<Holder, "pid"> | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // Field 22; the second one is the program's name in parentheses and may hold blanks (proc(5)).
    const startTime = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
    return { bootId: (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim(), startTime };
  } catch {
    return undefined;
  }
}
