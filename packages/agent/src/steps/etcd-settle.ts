import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { Drift } from "@quorate/shared/step/outcome";
import { etcdGenerationFile, readEtcdGeneration } from "../facts/etcd-generation.ts";
import { enableUnit, unitState } from "../host/units.ts";
import { withExistingState } from "./etcd/config-file.ts";
import { etcdctlFiles } from "./etcd/etcdctl-environment.ts";
import { isFormed, writeGeneration } from "./etcd/generation-file.ts";
import { attemptFile, forgetAttempt } from "./etcd/start-attempt.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

/** The proven cluster is handed over. From here on the member is never undone, and never starts empty. */
export const etcdSettle: ApplyHandler<"etcd.settle"> = {
  type: "apply",

  async probe({ member }, ctx) {
    const { files } = ctx.host;
    const config = await settledConfig(ctx, member);
    const drift: Drift[] = [...(await filesDrift(files, [...(config ? [config] : []), ...etcdctlFiles(member)]))];
    if (!config) drift.push({ what: member.configFile, have: "absent", want: "present" });
    if (!isFormed(await readEtcdGeneration(files), member)) {
      drift.push({ what: etcdGenerationFile, have: "not formed", want: "formed" });
    }
    if (await files.status(attemptFile)) drift.push({ what: attemptFile, have: "present", want: "absent" });
    const { fileState } = await unitState(ctx.host, member.unit, { signal: ctx.signal });
    if (fileState !== "enabled") drift.push({ what: member.unit, have: fileState, want: "enabled" });
    return drift;
  },

  async apply({ member }, ctx) {
    const { files } = ctx.host;
    // First, since it is what keeps the data from being taken for an attempt's.
    await writeGeneration(files, member, true);
    await forgetAttempt(files);
    const config = await settledConfig(ctx, member);
    for (const file of [...(config ? [config] : []), ...etcdctlFiles(member)]) {
      if ((await fileDrift(files, file)).length > 0) await writeManagedFile(files, file);
    }
    await enableUnit(ctx.host, member.unit, { signal: ctx.signal });
    return {};
  },
};

/** The file as it is, but for the state; the running member does not read it again. */
async function settledConfig(ctx: StepContext, member: EtcdMember): Promise<ManagedFile | undefined> {
  const text = await ctx.host.files.read(member.configFile);
  return text === undefined ? undefined : managedFile(member.configFile, withExistingState(text));
}
