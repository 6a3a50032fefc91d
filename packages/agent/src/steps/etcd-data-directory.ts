import { AppError } from "@quorate/shared/errors";
import type { EtcdGeneration } from "@quorate/shared/facts";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import { readEtcdGeneration } from "../facts/etcd-generation.ts";
import { belongsToUnit, type Process } from "../host/listeners.ts";
import { processUsing } from "./etcd/data-holder.ts";
import { isOurs } from "./etcd/generation-file.ts";
import { holdsMember, makeDataDirectory, setDataAside } from "./etcd/set-aside.ts";
import { stopMember } from "./etcd/stop-member.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { accessDrift } from "./managed-file.ts";

/**
 * Data that is there belongs to this generation (our record says so) and stays, or to another and is renamed. It is never
 * deleted, and never touched while a process uses it.
 */
export const etcdDataDirectory: ApplyHandler<"etcd.data-directory"> = {
  type: "apply",

  async probe({ member }, ctx) {
    const { files } = ctx.host;
    const generation = await readEtcdGeneration(files);
    refuseOtherDirectory(generation, member);
    const { dataDir, user } = member;
    if ((await files.status(dataDir))?.kind !== "directory") {
      return [{ what: dataDir, have: "absent", want: "an empty directory of etcd" }];
    }
    const foreign = (await holdsMember(files, dataDir)) && !isOurs(generation, member);
    return [
      ...(foreign ? [{ what: dataDir, have: ownerOfData(generation), want: "no data of another cluster" }] : []),
      ...(await accessDrift(files, { path: dataDir, mode: 0o700, owner: user })),
    ];
  },

  async apply({ member }, ctx) {
    const generation = await readEtcdGeneration(ctx.host.files);
    refuseOtherDirectory(generation, member);
    const foreign = (await holdsMember(ctx.host.files, member.dataDir)) && !isOurs(generation, member);
    if (!foreign) {
      await makeDataDirectory(ctx.host.files, member);
      return {};
    }
    await endUsers(ctx, member, generation);
    const movedTo = await setDataAside(ctx, member, "old");
    ctx.output(`${ownerOfData(generation)} is now in ${movedTo}`);
    return { movedTo };
  },
};

/** A member that lives is not moved by naming another directory: it would start empty there. */
function refuseOtherDirectory(generation: EtcdGeneration | undefined, member: EtcdMember): void {
  if (!generation?.formed || generation.token !== member.generation.token) return;
  if (generation.dataDir === member.dataDir) return;
  throw new AppError("UNSUPPORTED", `the etcd member of ${member.name} lives in ${generation.dataDir}`, {
    hint: `set spec.etcd.dataDir back to ${generation.dataDir}`,
  });
}

function ownerOfData(generation: EtcdGeneration | undefined): string {
  return generation ? `data of the etcd generation ${generation.token}` : "etcd data that this product did not make";
}

/** An unfinished attempt of ours may still run; it was never handed over, so it is stopped. Anything else that runs is not ours to stop. */
async function endUsers(ctx: StepContext, member: EtcdMember, generation: EtcdGeneration | undefined): Promise<void> {
  const user = await processUsing(ctx.host.files, member.dataDir);
  if (!user) return;
  const unfinished = generation?.formed === false && generation.dataDir === member.dataDir;
  if (!unfinished || !belongsToUnit(user, member.unit)) throw inUse(member, user);
  const said = await stopMember(ctx, member.unit);
  if (said) ctx.output(`${said}, left over from an attempt that did not finish`);
  const still = await processUsing(ctx.host.files, member.dataDir);
  if (still) throw inUse(member, still);
}

function inUse(member: EtcdMember, { pid, command }: Process): AppError {
  return new AppError("ETCD_NOT_READY_TO_START", `${member.dataDir} is in use by ${command} (pid ${pid})`, {
    hint: `if that etcd is not needed any more: stop pid ${pid} on ${member.name}, then run again; its data will be renamed, not deleted`,
  });
}
