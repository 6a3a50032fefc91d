import { join } from "node:path";
import { z } from "zod";
import type { HostFiles } from "./host.ts";
import { processIdentity } from "./process-identity.ts";

type Files = Pick<HostFiles, "read" | "write">;

const schema = z.object({
  process: processIdentity,
  work: z.enum(["packages", "kubeadm", "images"]),
  argv: z.tuple([z.string()], z.string()),
  /** Whose it is: the step, and the lease that started it. */
  step: z.string(),
  lease: z.string(),
});
/** What is known of a long command before it may begin. No secret is in an argument array. */
export type LongCommandRecord = z.infer<typeof schema>;

/** A record that was torn was not yet whole when the agent died: its command never began. */
export async function readRecord(files: Files, directory: string): Promise<LongCommandRecord | undefined> {
  const text = await files.read(join(directory, "record.json"));
  try {
    return text === undefined ? undefined : schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Durable when it resolves. */
export async function writeRecord(files: Files, directory: string, record: LongCommandRecord): Promise<void> {
  await files.write(join(directory, "record.json"), `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** Undefined when the command did not live to tell: it was killed, or the machine stopped. */
export async function readExitCode(files: Files, directory: string): Promise<number | undefined> {
  const text = (await files.read(join(directory, "exit")))?.trim() ?? "";
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
