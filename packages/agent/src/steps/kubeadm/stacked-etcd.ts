import { mounts } from "../../host/proc.ts";
import { renameData } from "../etcd/set-aside.ts";
import type { StepContext } from "../handler.ts";
import { etcdManifest } from "./paths.ts";

const defaultDirectory = "/var/lib/etcd";

/**
 * kubeadm makes no stacked etcd on a directory that holds something, and nobody but the user deletes an etcd's data: where a
 * manifest of kubeadm's says that its own etcd ran here, the data is renamed. Gives the new path. External etcd's data is never touched.
 */
export async function setStackedEtcdAside(ctx: StepContext): Promise<string | undefined> {
  const { files } = ctx.host;
  const manifest = await files.read(etcdManifest);
  if (manifest === undefined) return undefined;
  const directory = dataDirectory(manifest);
  const names = (await files.list(directory)) ?? [];
  const mounted = (await mounts(files)).some(({ path }) => path === directory);
  const holdsData = mounted ? names.includes("member") : names.length > 0;
  return holdsData ? renameData(ctx, directory, "old") : undefined;
}

/** The hostPath of the volume etcd-data in kubeadm's manifest. */
function dataDirectory(manifest: string): string {
  return /path: (\/\S+)\n\s+type: \S+\n\s+name: etcd-data/.exec(manifest)?.[1] ?? defaultDirectory;
}
