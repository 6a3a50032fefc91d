import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { HostFiles } from "../../host/host.ts";

/** What was there before this attempt, so that undo takes back what the attempt did and nothing else, even after a restart of the agent. */
export interface StartAttempt {
  readonly token: string;
  readonly dataDir: string;
  /** The data directory held no member: whatever is in it afterwards is the attempt's. */
  readonly freshData: boolean;
  /** The unit ran already: stopping it would not be undoing. */
  readonly wasRunning: boolean;
}

export const attemptFile = "/etc/quorate/etcd-attempt.json";

export async function writeAttempt(files: HostFiles, attempt: StartAttempt): Promise<void> {
  await files.write(attemptFile, `${JSON.stringify(attempt, null, 2)}\n`);
}

/** The attempt on this member's generation; undefined when none was armed. */
export async function readAttempt(files: HostFiles, member: EtcdMember): Promise<StartAttempt | undefined> {
  const found = parse(await files.read(attemptFile));
  return found?.token === member.generation.token && found.dataDir === member.dataDir ? found : undefined;
}

export async function forgetAttempt(files: HostFiles): Promise<void> {
  await files.remove(attemptFile);
}

/** A file of another shape is none of ours: nothing is undone by it. */
function parse(text: string | undefined): StartAttempt | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isAttempt(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAttempt(value: unknown): value is StartAttempt {
  if (typeof value !== "object" || value === null) return false;
  const { token, dataDir, freshData, wasRunning } = value as Record<string, unknown>;
  return (
    typeof token === "string" &&
    typeof dataDir === "string" &&
    typeof freshData === "boolean" &&
    typeof wasRunning === "boolean"
  );
}
