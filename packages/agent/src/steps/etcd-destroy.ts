import { posix } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { etcdGenerationFile, readEtcdGeneration } from "../facts/etcd-generation.ts";
import { mounts } from "../host/proc.ts";
import { disableUnit, isEnabled, reloadUnitFiles, unitState } from "../host/units.ts";
import { processUsing } from "./etcd/data-holder.ts";
import { etcdctlPaths } from "./etcd/etcdctl-environment.ts";
import { attemptFile } from "./etcd/start-attempt.ts";
import { stopMember } from "./etcd/stop-member.ts";
import { unitPath } from "./etcd/unit-file.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";

type Input = StepInput<"etcd.destroy">;

const pki = "/etc/quorate/pki/etcd";

/**
 * The member and its data are gone afterwards. Only data that our own record names is removed, and only what etcd itself makes in its
 * directory; without a record the data is somebody else's and stays. The record goes last, so that an interrupted run goes on.
 */
export const etcdDestroy: ApplyHandler<"etcd.destroy"> = {
  type: "apply",

  async probe(input, ctx) {
    const { files } = ctx.host;
    if (!(await isRecorded(input, ctx))) return [];
    const drift: Drift[] = [];
    for (const path of [memberOf(input), ...ownFiles(input), pki]) {
      if (await files.status(path)) drift.push({ what: path, have: "present", want: "absent" });
    }
    const { active, mainPid } = await unitState(ctx.host, input.unit, { signal: ctx.signal });
    if (mainPid !== 0) drift.push({ what: input.unit, have: active, want: "stopped" });
    return drift;
  },

  async apply(input, ctx) {
    if (!(await isRecorded(input, ctx))) return { did: [], left: [] };
    const did = [...(await stop(input, ctx)), ...(await removeData(input, ctx)), ...(await removeOwn(input, ctx))];
    return { did, left: await olderData(input, ctx) };
  },
};

/** What etcd makes in its data directory. */
const memberOf = ({ dataDir }: Input): string => posix.join(dataDir, "member");

function ownFiles({ configFile, unit }: Input): readonly string[] {
  return [...etcdctlPaths, configFile, unitPath(unit), attemptFile, etcdGenerationFile];
}

async function isRecorded({ dataDir }: Input, ctx: StepContext): Promise<boolean> {
  const generation = await readEtcdGeneration(ctx.host.files);
  if (!generation) {
    ctx.output(`this product made no etcd member here: what is in ${dataDir} stays`);
    return false;
  }
  if (generation.dataDir === dataDir) return true;
  throw new AppError("UNSUPPORTED", `the etcd member of this host lives in ${generation.dataDir}, not in ${dataDir}`, {
    hint: `set spec.etcd.dataDir back to ${generation.dataDir}: nothing was removed`,
  });
}

async function stop({ unit, dataDir }: Input, ctx: StepContext): Promise<readonly string[]> {
  const stopped = await stopMember(ctx, unit);
  const enabled = isEnabled((await unitState(ctx.host, unit, { signal: ctx.signal })).fileState);
  if (enabled) await disableUnit(ctx.host, unit, { signal: ctx.signal });
  const user = await processUsing(ctx.host.files, dataDir);
  if (user) {
    throw new AppError("STEP_COMMAND_FAILED", `${dataDir} is in use by ${user.command} (pid ${user.pid})`, {
      hint: `stop pid ${user.pid}, then run again: the data was not touched`,
    });
  }
  return [...(stopped === undefined ? [] : [stopped]), ...(enabled ? [`disabled ${unit}`] : [])];
}

async function removeData(input: Input, { host: { files } }: StepContext): Promise<readonly string[]> {
  const { dataDir } = input;
  await refuseOddDirectory(dataDir, files);
  const member = memberOf(input);
  if (!(await files.status(member))) return removeEmptied(dataDir, files);
  await files.removeTree(member, [dataDir]);
  return [`removed the etcd data in ${member}`, ...(await removeEmptied(dataDir, files))];
}

/** A mount point stays, and so does a directory in which somebody keeps more. */
async function removeEmptied(dataDir: string, files: StepContext["host"]["files"]): Promise<readonly string[]> {
  if (!(await files.status(dataDir)) || (await mounts(files)).some(({ path }) => path === dataDir)) return [];
  return (await files.removeDirectory(dataDir)) ? [`removed ${dataDir}`] : [];
}

async function refuseOddDirectory(dataDir: string, files: StepContext["host"]["files"]): Promise<void> {
  if (dataDir.split("/").filter((part) => part !== "").length < 2) {
    throw new AppError("STEP_INPUT_INVALID", `refuses to remove data in ${dataDir}: it is too near to the root`);
  }
  const kind = (await files.status(dataDir))?.kind ?? "directory";
  if (kind !== "directory") {
    throw new AppError("FILE_ACCESS_FAILED", `refuses to remove data in ${dataDir}: it is no directory but a ${kind}`);
  }
}

async function removeOwn(input: Input, { host, signal }: StepContext): Promise<readonly string[]> {
  const did: string[] = [];
  if (await host.files.status(pki)) {
    await host.files.removeTree(pki, [posix.dirname(pki)]);
    did.push(`removed ${pki} with its keys`);
  }
  for (const path of ownFiles(input)) {
    if (!(await host.files.status(path))) continue;
    await host.files.remove(path);
    did.push(`removed ${path}`);
    if (path === unitPath(input.unit)) await reloadUnitFiles(host, { signal });
  }
  return did;
}

/** Directories that were set aside by renaming: the data of older clusters. */
async function olderData({ dataDir }: Input, { host: { files } }: StepContext): Promise<string[]> {
  const renamed = async (path: string): Promise<string[]> => {
    const [directory, name] = [posix.dirname(path), posix.basename(path)];
    const names = ((await files.list(directory)) ?? []).filter((each) =>
      /^\.(?:old|canceled)-/.test(each.slice(name.length)),
    );
    return names.filter((each) => each.startsWith(name)).map((each) => posix.join(directory, each));
  };
  const found = [...(await renamed(dataDir)), ...(await renamed(posix.join(dataDir, "member")))];
  return found.map((path) => `${path}: data of an older etcd, which was set aside`);
}
