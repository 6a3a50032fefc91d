import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { HostFiles } from "../../host/host.ts";
import { mounts } from "../../host/proc.ts";
import type { StepContext } from "../handler.ts";

export async function holdsMember(files: Pick<HostFiles, "list">, dataDir: string): Promise<boolean> {
  return (await files.list(dataDir))?.includes("member") ?? false;
}

/** The empty directory that etcd accepts: its own, closed to everybody else (etcd 3.4.10 checks). */
export async function makeDataDirectory(files: HostFiles, { dataDir, user }: EtcdMember): Promise<void> {
  await files.makeDirectory(dataDir, { mode: 0o700, owner: user });
}

/**
 * Renames the data, never deletes it, and leaves an empty directory. Gives the new path: the whole directory's, or that of
 * `member` inside where the directory is a mount point and cannot be renamed.
 */
export async function setDataAside(ctx: StepContext, member: EtcdMember, why: "old" | "canceled"): Promise<string> {
  const to = await renameData(ctx, member.dataDir, why);
  await makeDataDirectory(ctx.host.files, member);
  return to;
}

/** The same without an empty directory in its place. */
export async function renameData(ctx: StepContext, dataDir: string, why: "old" | "canceled"): Promise<string> {
  const { files } = ctx.host;
  const mounted = (await mounts(files)).some(({ path }) => path === dataDir);
  const from = mounted ? `${dataDir}/member` : dataDir;
  const to = `${from}.${why}-${fileStamp(ctx.clock.wallMs())}`;
  await files.move(from, to);
  return to;
}

/** A moment as a part of a file's name: 20260102T030405Z. */
export function fileStamp(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");
}
