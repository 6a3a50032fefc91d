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
  const { files } = ctx.host;
  const stamp = new Date(ctx.clock.wallMs())
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:]/g, "");
  const mounted = (await mounts(files)).some(({ path }) => path === member.dataDir);
  const from = mounted ? `${member.dataDir}/member` : member.dataDir;
  const to = `${from}.${why}-${stamp}`;
  await files.move(from, to);
  await makeDataDirectory(files, member);
  return to;
}
