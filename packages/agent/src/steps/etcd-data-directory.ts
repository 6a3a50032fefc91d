import { AppError } from "@quorate/shared/errors";
import type { EtcdGeneration } from "@quorate/shared/facts";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { Drift } from "@quorate/shared/step/outcome";
import { readEtcdGeneration } from "../facts/etcd-generation.ts";
import { describeProcess, type Process } from "../host/listeners.ts";
import { unitState } from "../host/units.ts";
import { processUsing } from "./etcd/data-holder.ts";
import { isOurs } from "./etcd/generation-file.ts";
import { holdsMember, makeDataDirectory, setDataAside } from "./etcd/set-aside.ts";
import { stopMember } from "./etcd/stop-member.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { accessDrift } from "./managed-file.ts";

/**
 * Data that is there belongs to this generation (our record says so) and stays, or to another and is renamed. It is never
 * deleted, and never touched while a process uses it. An etcd of another generation does not run any more afterwards.
 */
export const etcdDataDirectory: ApplyHandler<"etcd.data-directory"> = {
  type: "apply",

  async probe({ member }, ctx) {
    const { files } = ctx.host;
    const generation = await readEtcdGeneration(files);
    refuseOtherDirectory(generation, member);
    const { dataDir, user, unit } = member;
    const drift: Drift[] = [];
    if (!isOurs(generation, member)) {
      const running = await mainProcess(ctx, unit);
      if (running) drift.push({ what: unit, have: `runs ${running.command} (pid ${running.pid})`, want: "stopped" });
      if (await holdsMember(files, dataDir)) {
        drift.push({ what: dataDir, have: ownerOfData(generation), want: "no data of another cluster" });
      }
    }
    if ((await files.status(dataDir))?.kind !== "directory") {
      return [...drift, { what: dataDir, have: "absent", want: "an empty directory of etcd" }];
    }
    return [...drift, ...(await accessDrift(files, { path: dataDir, mode: 0o700, owner: user }))];
  },

  async apply({ member }, ctx) {
    const { files } = ctx.host;
    const generation = await readEtcdGeneration(files);
    refuseOtherDirectory(generation, member);
    if (isOurs(generation, member)) {
      await makeDataDirectory(files, member);
      return {};
    }
    await endOtherEtcd(ctx, member, generation);
    if (!(await holdsMember(files, member.dataDir))) {
      await makeDataDirectory(files, member);
      return {};
    }
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

/** An attempt of ours that did not finish was never handed over, so it is stopped. Anything else that runs is not ours to stop. */
async function endOtherEtcd(
  ctx: StepContext,
  member: EtcdMember,
  generation: EtcdGeneration | undefined,
): Promise<void> {
  const running = await mainProcess(ctx, member.unit);
  if (running && generation?.formed !== false) throw inUse(member, member.unit, running);
  if (running) {
    const said = await stopMember(ctx, member.unit);
    ctx.output(`${said ?? member.unit}, left over from an attempt that did not finish`);
  }
  const user = await processUsing(ctx.host.files, member.dataDir);
  if (user) throw inUse(member, member.dataDir, user);
}

/** A unit that systemd starts again and again has no process at times, and is in use all the same. */
async function mainProcess(ctx: StepContext, unit: string): Promise<Process | undefined> {
  const { mainPid, active } = await unitState(ctx.host, unit, { signal: ctx.signal });
  if (mainPid !== 0) return describeProcess(ctx.host.files, mainPid);
  return active === "activating" ? { pid: 0, command: "systemd, which keeps starting it", cgroup: "" } : undefined;
}

function inUse(member: EtcdMember, what: string, { pid, command }: Process): AppError {
  const who = pid === 0 ? command : `${command} (pid ${pid})`;
  const stop = what === member.unit ? `systemctl stop ${member.unit}` : `stop pid ${pid}`;
  return new AppError("ETCD_NOT_READY_TO_START", `${what} of ${member.name} is in use by ${who}`, {
    hint: `if that etcd is not needed any more, on ${member.name}: ${stop}; then run again, its data will be renamed, not deleted`,
  });
}
