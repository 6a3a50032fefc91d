import { mounts } from "../../host/proc.ts";
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
  if (((await files.list(directory)) ?? []).length === 0) return undefined;
  const stamp = new Date(ctx.clock.wallMs())
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");
  const mounted = (await mounts(files)).some(({ path }) => path === directory);
  const from = mounted ? `${directory}/member` : directory;
  if (!(await files.status(from))) return undefined;
  const to = `${from}.old-${stamp}`;
  await files.move(from, to);
  return to;
}

/** The hostPath of the volume etcd-data in kubeadm's manifest. */
function dataDirectory(manifest: string): string {
  return /path: (\/\S+)\n\s+type: \S+\n\s+name: etcd-data/.exec(manifest)?.[1] ?? defaultDirectory;
}
