import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { enableUnit, reloadUnitFiles, unitState } from "../host/units.ts";
import { replaceChecked } from "./checked-config.ts";
import { needsDaemonReload } from "./etcd/unit-details.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { fileDrift, filesDrift, writeManagedFile } from "./managed-file.ts";
import { noteRestart, restartIsDue, strikeRestart } from "./restart-note.ts";
import { runtimeAnswer } from "./runtime/answers.ts";
import { restartRuntime, startRuntime, waitForRuntime } from "./runtime/start-runtime.ts";
import { type RuntimeFiles, wantedFiles } from "./runtime/wanted-files.ts";

type Input = StepInput<"runtime.configure">;

export const runtimeConfigure: ApplyHandler<"runtime.configure"> = {
  type: "apply",

  async probe(input, ctx) {
    const { files } = ctx.host;
    const { config, others, stale } = await wantedFiles(input, ctx);
    const drift = [
      ...(await filesDrift(files, [config, ...others])),
      ...stale.map((path) => ({ what: path, have: "present", want: "absent" })),
    ];
    if (await restartIsDue(files, input.unit)) {
      drift.push({ what: input.unit, have: "runs with an older configuration", want: "restarted" });
    }
    return [...drift, ...(await unitDrift(input, ctx))];
  },

  async apply(input, ctx) {
    const { host, signal } = ctx;
    const wanted = await wantedFiles(input, ctx);
    for (const warning of wanted.warnings) ctx.output(`warning: ${warning}`);
    await writeFiles(wanted, input, ctx);
    if (await needsDaemonReload(host, input.unit, signal)) await reloadUnitFiles(host, { signal });
    await enableUnit(host, input.unit, { signal });
    const { active } = await unitState(host, input.unit, { signal });
    if (active !== "active") await startRuntime(input, ctx);
    else if (await needsRestart(input, ctx)) await restartRuntime(input, ctx);
    const version = await waitForRuntime(input, ctx);
    await strikeRestart(host.files, input.unit);
    return { version };
  },
};

async function unitDrift({ runtime, unit }: Input, ctx: StepContext): Promise<readonly Drift[]> {
  const { active, fileState } = await unitState(ctx.host, unit, { signal: ctx.signal });
  const drift: Drift[] = [];
  if (fileState !== "enabled") drift.push({ what: unit, have: fileState || "not installed", want: "enabled" });
  if (active !== "active") return [...drift, { what: unit, have: active, want: "active" }];
  const answer = await runtimeAnswer(runtime, ctx);
  return answer.state === "fit"
    ? drift
    : [...drift, { what: runtime, have: answer.detail, want: "of use to Kubernetes" }];
}

async function writeFiles({ config, others, stale, check }: RuntimeFiles, { unit }: Input, ctx: StepContext) {
  const { host, signal } = ctx;
  for (const file of others) {
    if ((await fileDrift(host.files, file)).length > 0) await writeManagedFile(host.files, file);
  }
  for (const path of stale) await host.files.remove(path);
  if ((await fileDrift(host.files, config)).length === 0) return;
  await noteRestart(host.files, unit);
  if (check) await replaceChecked(host, config, { argv: check, signal });
  else await writeManagedFile(host.files, config);
}

/** One that runs and is of no use runs with what it read before somebody mended it, if anything can be done at all. */
async function needsRestart({ runtime, unit }: Input, ctx: StepContext): Promise<boolean> {
  if (await restartIsDue(ctx.host.files, unit)) return true;
  return (await runtimeAnswer(runtime, ctx)).state === "unfit";
}
