import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { etcdGenerationFile, readEtcdGeneration } from "../facts/etcd-generation.ts";
import { disableUnit, reloadUnitFiles, unitState } from "../host/units.ts";
import { needsRestart, renderEtcdConfig } from "./etcd/config-file.ts";
import { isFormed, isOurs, writeGeneration } from "./etcd/generation-file.ts";
import { needsDaemonReload } from "./etcd/unit-details.ts";
import { renderEtcdUnit, unitPath } from "./etcd/unit-file.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

type Input = StepInput<"etcd.configure">;

export const etcdConfigure: ApplyHandler<"etcd.configure"> = {
  type: "apply",

  async probe(input, ctx) {
    const { files } = ctx.host;
    const { member } = input;
    const generation = await readEtcdGeneration(files);
    const drift: Drift[] = [
      ...(await filesDrift(files, Object.values(wantedFiles(input, isFormed(generation, member))))),
    ];
    if (!isOurs(generation, member)) {
      drift.push({ what: etcdGenerationFile, have: generation?.token ?? "absent", want: member.generation.token });
    }
    if (await needsDaemonReload(ctx.host, member.unit, ctx.signal)) {
      drift.push({ what: member.unit, have: "its unit file changed after systemd read it", want: "read" });
    }
    if (!isFormed(generation, member) && (await isEnabled(ctx, member.unit))) drift.push(startsByItself(member.unit));
    return drift;
  },

  async apply(input, ctx) {
    const { host } = ctx;
    const { member } = input;
    const generation = await readEtcdGeneration(host.files);
    const formed = isFormed(generation, member);
    const { config, unit } = wantedFiles(input, formed);
    const before = await host.files.read(config.path);
    if ((await fileDrift(host.files, config)).length > 0) await writeManagedFile(host.files, config);
    if ((await fileDrift(host.files, unit)).length > 0) await writeManagedFile(host.files, unit);
    if (!isOurs(generation, member)) await writeGeneration(host.files, member, false);
    if (await needsDaemonReload(host, member.unit, ctx.signal)) await reloadUnitFiles(host, { signal: ctx.signal });
    if (!formed && (await isEnabled(ctx, member.unit))) await disableUnit(host, member.unit, { signal: ctx.signal });
    const changed = before !== undefined && needsRestart(before, config.text);
    return { restartNeeded: formed && changed && (await isRunning(ctx, member.unit)) };
  },
};

function wantedFiles(input: Input, formed: boolean): { readonly config: ManagedFile; readonly unit: ManagedFile } {
  const { member, binary } = input;
  const unit = renderEtcdUnit({ ...member, binary });
  return {
    config: managedFile(member.configFile, renderEtcdConfig(input, formed ? "existing" : "new")),
    unit: managedFile(unitPath(member.unit), unit),
  };
}

/** Debian enables what it installs; a reboot would then start the member alone and outside of its barrier. etcd.settle enables it. */
function startsByItself(unit: string): Drift {
  return { what: unit, have: "enabled before the cluster is formed", want: "disabled" };
}

async function isEnabled(ctx: StepContext, unit: string): Promise<boolean> {
  return (await unitState(ctx.host, unit, { signal: ctx.signal })).fileState === "enabled";
}

async function isRunning(ctx: StepContext, unit: string): Promise<boolean> {
  return (await unitState(ctx.host, unit, { signal: ctx.signal })).mainPid !== 0;
}
