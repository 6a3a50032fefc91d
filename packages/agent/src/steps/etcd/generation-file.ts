import { AppError } from "@quorate/shared/errors";
import { type EtcdGeneration, etcdGeneration } from "@quorate/shared/facts";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { HostFiles } from "../../host/host.ts";

export const generationFile = "/etc/quorate/etcd-generation.json";

/** What this product wrote when it made a member here; undefined on a host without one. */
export async function readGeneration(files: HostFiles): Promise<EtcdGeneration | undefined> {
  const text = await files.read(generationFile);
  if (text === undefined) return undefined;
  const parsed = etcdGeneration.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  // Guessing here could mean to rename the data of a living member.
  throw new AppError("FILE_ACCESS_FAILED", `${generationFile} is not the record of an etcd generation`, {
    hint: `look at ${generationFile}; move it away only if no etcd data of this host matters`,
  });
}

export async function writeGeneration(files: HostFiles, member: EtcdMember, formed: boolean): Promise<void> {
  const { token, clusterId } = member.generation;
  const record: EtcdGeneration = { token, clusterId, dataDir: member.dataDir, formed };
  await files.write(generationFile, `${JSON.stringify(record, null, 2)}\n`);
}

/** Does the record speak of this member's generation and data directory. */
export function isOurs(generation: EtcdGeneration | undefined, member: EtcdMember): boolean {
  return generation?.token === member.generation.token && generation.dataDir === member.dataDir;
}

/** Has this very generation been proven healthy and handed over. */
export function isFormed(generation: EtcdGeneration | undefined, member: EtcdMember): boolean {
  return isOurs(generation, member) && generation?.formed === true;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
