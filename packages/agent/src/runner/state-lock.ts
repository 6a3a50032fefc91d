import { mkdir, open, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { fileTrouble, isErrno, named } from "../host/file-trouble.ts";
import { identityOf, lives, type ProcessIdentity, processIdentity } from "../host/process-identity.ts";

/** Two agents on one state directory would tear the journal. Resolves with the release; rejects AGENT_RUNNING. */
export async function lockState(stateDir: string, pid: number = process.pid): Promise<() => Promise<void>> {
  await named("make", stateDir, () => mkdir(stateDir, { recursive: true, mode: 0o700 }));
  const path = join(stateDir, "agent.lock");
  const other = await readHolder(path);
  if (other && (await lives(other))) {
    throw new AppError("AGENT_RUNNING", `process ${other.pid} is an agent on ${stateDir}`);
  }
  // What a dead process left; gone already when another one starts at the same moment, and then "wx" decides.
  await unlink(path).catch(() => undefined);
  const file = await claim(path, stateDir);
  try {
    const text = JSON.stringify(await identityOf(pid));
    await named("write", path, () => file.writeFile(text));
  } finally {
    await file.close();
  }
  return () => unlink(path).catch(() => undefined);
}

async function claim(path: string, stateDir: string) {
  try {
    return await open(path, "wx", 0o600);
  } catch (error) {
    throw isErrno(error, "EEXIST") ? lost(stateDir, error) : fileTrouble("write", path, error);
  }
}

function lost(stateDir: string, cause: unknown): AppError {
  return new AppError("AGENT_RUNNING", `another agent took ${stateDir} in this moment`, { cause });
}

async function readHolder(path: string): Promise<ProcessIdentity | undefined> {
  try {
    return processIdentity.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // Absent, or torn by the death of its writer: nobody holds it.
    return undefined;
  }
}
