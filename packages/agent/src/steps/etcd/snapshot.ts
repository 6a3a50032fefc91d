import { posix } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { z } from "zod";
import type { StepContext } from "../handler.ts";
import { clientUrl } from "./member-urls.ts";
import { fileStamp } from "./set-aside.ts";
import { binaryOf, unitPath } from "./unit-file.ts";

/** Room beside the snapshot itself. */
const spareMiB = 64;
const saveMs = 600_000;
const checkMs = 120_000;

/** What a snapshot must hold to stand for what is going to be deleted. */
export interface SnapshotFloor {
  readonly revision: bigint;
  readonly keys: number;
}

export interface Snapshot {
  readonly path: string;
  /** Of the whole store when it was taken. */
  readonly revision: bigint;
}

/**
 * Saves the whole store into a file that root alone can read, has it read back, and compares. Rejects STEP_COMMAND_FAILED when there is no room,
 * or when what is read back is not what was counted before.
 */
export async function saveSnapshot(
  ctx: StepContext,
  member: EtcdMember,
  directory: string,
  databaseBytes: number,
  floor: SnapshotFloor,
): Promise<Snapshot> {
  const { files } = ctx.host;
  await files.makeDirectory(directory, { mode: 0o700, owner: "root" });
  await refuseFullDisk(ctx, directory, databaseBytes);
  const path = posix.join(directory, snapshotName(member, ctx.clock.wallMs()));
  const tools = await toolsBeside(ctx, member);
  await ctx.host.run(saveCommand(tools.etcdctl, member, path), {
    ...environment,
    signal: ctx.signal,
    timeoutMs: saveMs,
  });
  const argv = [tools.reader, "snapshot", "status", path, "-w", "json"] as const;
  const found = parse(await ctx.host.run(argv, { ...environment, signal: ctx.signal, timeoutMs: checkMs }), path);
  if (found.hash === 0 || BigInt(found.revision) < floor.revision || found.totalKey < floor.keys) {
    throw unusable(
      path,
      `revision ${found.revision} with ${found.totalKey} keys, and there were ${floor.keys} keys at ${floor.revision}`,
    );
  }
  return { path, revision: BigInt(found.revision) };
}

async function refuseFullDisk({ host }: StepContext, directory: string, databaseBytes: number): Promise<void> {
  const needed = Math.ceil(databaseBytes / 1_048_576) + spareMiB;
  const free = await host.disk.freeMiB(directory);
  if (free >= needed) return;
  throw new AppError(
    "STEP_COMMAND_FAILED",
    `a snapshot of etcd needs ${needed} MiB in ${directory}, and ${free} MiB are free`,
    {
      hint: `make room on the disk of ${directory}, then run again: nothing was deleted`,
    },
  );
}

function snapshotName({ generation, name }: EtcdMember, nowMs: number): string {
  return `etcd-${generation.clusterId}-${name}-${fileStamp(nowMs)}.db`;
}

/** etcd 3.3 and older speak the old API unless they are told. */
const environment = { env: { ETCDCTL_API: "3" } };

/** The programs of the etcd that runs: beside its binary. From etcd 3.6 on only etcdutl reads snapshots. */
async function toolsBeside({ host }: StepContext, member: EtcdMember): Promise<{ etcdctl: string; reader: string }> {
  const binary = binaryOf((await host.files.read(unitPath(member.unit))) ?? "") ?? "/usr/bin/etcd";
  const directory = posix.dirname(binary);
  const etcdctl = posix.join(directory, "etcdctl");
  const etcdutl = posix.join(directory, "etcdutl");
  return { etcdctl, reader: (await host.files.status(etcdutl)) ? etcdutl : etcdctl };
}

/** Of this member alone: a snapshot of several endpoints is refused. The key is named by its file. */
function saveCommand(etcdctl: string, member: EtcdMember, path: string): readonly [string, ...string[]] {
  const { clientCa, rootCert, rootKey } = member.certificates;
  return [
    etcdctl,
    `--endpoints=${clientUrl(member, member.address)}`,
    `--cacert=${clientCa}`,
    `--cert=${rootCert}`,
    `--key=${rootKey}`,
    "snapshot",
    "save",
    path,
  ];
}

const statusText = z.object({ hash: z.number(), revision: z.number(), totalKey: z.number() });

function parse(text: string, path: string): z.infer<typeof statusText> {
  try {
    return statusText.parse(JSON.parse(text));
  } catch (error) {
    throw unusable(path, `its status cannot be read: ${text.slice(0, 200)}`, error);
  }
}

function unusable(path: string, why: string, cause?: unknown): AppError {
  return new AppError("STEP_COMMAND_FAILED", `the snapshot ${path} does not stand for what etcd holds: ${why}`, {
    cause,
    hint: "nothing was deleted; look at etcd's journal and at the disk, then run again",
  });
}
