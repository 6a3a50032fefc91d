import type { HostFiles } from "../../host/host.ts";
import { mounts } from "../../host/proc.ts";
import type { StepContext } from "../handler.ts";
import { kubeletDirectory, podLogs } from "./paths.ts";

const limitMs = 120_000;

/** Single files; absent ones are fine. Gives those that were there. */
export async function removeFiles(ctx: StepContext, paths: readonly string[]): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const path of paths) {
    const status = await ctx.host.files.status(path);
    if (!status) continue;
    if (status.kind === "directory") await removeAll(ctx, [path]);
    else await ctx.host.files.remove(path);
    removed.push(path);
  }
  return removed;
}

/** Whole trees, without what is mounted in them. */
async function removeAll(ctx: StepContext, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  await ctx.host.run(["rm", "-rf", "--one-file-system", "--", ...paths], { signal: ctx.signal, timeoutMs: limitMs });
}

/** What is in a directory, without the directory. Gives how many entries there were. */
export async function emptyDirectory(ctx: StepContext, directory: string): Promise<number> {
  const names = (await ctx.host.files.list(directory)) ?? [];
  await removeAll(
    ctx,
    names.map((name) => `${directory}/${name}`),
  );
  return names.length;
}

/** The kubelet's state, and first the volumes of pods that are still mounted in it. Gives what was done, in words. */
export async function cleanKubelet(ctx: StepContext): Promise<readonly string[]> {
  const mounted = await mountsBelow(ctx.host.files, kubeletDirectory);
  for (const path of mounted) await unmount(ctx, path);
  const entries = await emptyDirectory(ctx, kubeletDirectory);
  return [
    ...(mounted.length > 0 ? [`unmounted ${mounted.length} volumes below ${kubeletDirectory}`] : []),
    ...(entries > 0 ? [`emptied ${kubeletDirectory}`] : []),
  ];
}

/** Deepest first. */
async function mountsBelow(files: Pick<HostFiles, "read">, directory: string): Promise<readonly string[]> {
  const paths = (await mounts(files)).map(({ path }) => path).filter((path) => path.startsWith(`${directory}/`));
  return paths.sort((a, b) => b.length - a.length);
}

/** A volume whose server is gone cannot be unmounted properly: then it is at least taken out of the tree. */
async function unmount({ host, signal }: StepContext, path: string): Promise<void> {
  const { code } = await host.exec(["umount", "--", path], { signal });
  if (code !== 0) await host.run(["umount", "--lazy", "--", path], { signal });
}

/** The kubelet names a static pod's log folder by its manifest, so a new attempt would go on counting in the old one. */
export async function removeStalePodLogs(ctx: StepContext, node: string): Promise<void> {
  const names = ((await ctx.host.files.list(podLogs)) ?? []).filter((name) =>
    /^kube-system_(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler)-/.test(name),
  );
  const own = names.filter((name) => name.includes(`-${node}_`));
  await removeAll(
    ctx,
    own.map((name) => `${podLogs}/${name}`),
  );
}
