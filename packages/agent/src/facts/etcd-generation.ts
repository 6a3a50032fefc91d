import { AppError } from "@quorate/shared/errors";
import { type EtcdGeneration, etcdGeneration } from "@quorate/shared/facts";
import type { HostFiles } from "../host/host.ts";

/** Written by the step that makes an etcd member here. */
export const etcdGenerationFile = "/etc/quorate/etcd-generation.json";

/** A damaged file is no fact: an etcd that this product made must not pass for "none here". */
export async function readEtcdGeneration(files: Pick<HostFiles, "read">): Promise<EtcdGeneration | undefined> {
  const text = await files.read(etcdGenerationFile);
  if (text === undefined) return undefined;
  try {
    return etcdGeneration.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause: unknown): AppError {
  return new AppError("CONFIG_REJECTED", `${etcdGenerationFile} is damaged`, {
    cause,
    hint: "it says which etcd generation this host belongs to: restore it, or rename the etcd data directory and remove it",
  });
}
