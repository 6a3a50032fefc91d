import type { EtcdGeneration } from "@quorate/shared/facts";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { etcdGenerationFile } from "../../facts/etcd-generation.ts";
import type { HostFiles } from "../../host/host.ts";

export async function writeGeneration(files: HostFiles, member: EtcdMember, formed: boolean): Promise<void> {
  const { token, clusterId } = member.generation;
  const record: EtcdGeneration = { token, clusterId, dataDir: member.dataDir, formed };
  await files.write(etcdGenerationFile, `${JSON.stringify(record, null, 2)}\n`);
}

/** Does the record speak of this member's generation and data directory. */
export function isOurs(generation: EtcdGeneration | undefined, member: EtcdMember): boolean {
  return generation?.token === member.generation.token && generation.dataDir === member.dataDir;
}

/** Has this very generation been proven healthy and handed over. */
export function isFormed(generation: EtcdGeneration | undefined, member: EtcdMember): boolean {
  return isOurs(generation, member) && generation?.formed === true;
}
