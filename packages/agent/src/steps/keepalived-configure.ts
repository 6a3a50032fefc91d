import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import { findProgram } from "../host/programs.ts";
import { enableUnit, reloadUnit, reloadUnitFiles, startUnit, unitJournal, unitState } from "../host/units.ts";
import { replaceChecked } from "./checked-config.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { type KeepalivedInput, renderKeepalivedConfig } from "./keepalived/config.ts";
import {
  canTestConfig,
  chooseTracking,
  type KeepalivedVersion,
  parseKeepalivedVersion,
} from "./keepalived/tracking.ts";
import { fileDrift, filesDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

const unit = "keepalived.service";
const startWaitMs = 15_000;

/** A keepalived that was killed leaves the virtual IP where it was; its restart takes it away. So it must never be given up. */
const dropIn = managedFile(
  "/etc/systemd/system/keepalived.service.d/quorate.conf",
  "# managed by quorate\n[Unit]\nStartLimitIntervalSec=0\n\n[Service]\nRestart=always\nRestartSec=1\n",
);

interface Wanted {
  readonly version: KeepalivedVersion | undefined;
  readonly config: ManagedFile;
}

export const keepalivedConfigure: ApplyHandler<"keepalived.configure"> = {
  type: "apply",

  async probe(input, ctx) {
    if (!(await findProgram(ctx.host.files, "keepalived"))) {
      return [{ what: "keepalived", have: "not installed", want: "configured" }];
    }
    const { config } = await wantedConfig(input, ctx);
    const drift: Drift[] = [...(await filesDrift(ctx.host.files, [config, dropIn]))];
    const { active, fileState } = await unitState(ctx.host, unit, { signal: ctx.signal });
    if (fileState !== "enabled") drift.push({ what: unit, have: fileState || "not installed", want: "enabled" });
    if (active !== "active") drift.push({ what: unit, have: active, want: "active" });
    return drift;
  },

  async apply(input, ctx) {
    const { host, signal } = ctx;
    const { version, config } = await wantedConfig(input, ctx);
    const changed = (await fileDrift(host.files, config)).length > 0;
    if (changed) await replaceConfig(ctx, config, version);
    if ((await fileDrift(host.files, dropIn)).length > 0) {
      await writeManagedFile(host.files, dropIn);
      await reloadUnitFiles(host, { signal });
    }
    await enableUnit(host, unit, { signal });
    const { active } = await unitState(host, unit, { signal });
    if (active !== "active") await startUnit(host, unit, { signal });
    else if (changed) await reloadUnit(host, unit, { signal });
    await waitUntilActive(ctx);
    return {};
  },
};

async function wantedConfig(input: KeepalivedInput, ctx: StepContext): Promise<Wanted> {
  const { stdout, stderr } = await ctx.host.exec(["keepalived", "--version"], { signal: ctx.signal });
  const version = parseKeepalivedVersion(`${stdout}\n${stderr}`);
  const inContainer = (await ctx.host.files.status("/run/systemd/container")) !== undefined;
  const text = renderKeepalivedConfig(input, chooseTracking(version, inContainer), ctx.secret(input.authSecret));
  return { version, config: { ...managedFile(input.configFile, text, 0o600), secret: true } };
}

async function replaceConfig(
  ctx: StepContext,
  config: ManagedFile,
  version: KeepalivedVersion | undefined,
): Promise<void> {
  if (version && canTestConfig(version)) {
    const argv = (path: string) => ["keepalived", "--config-test", "--use-file", path] as const;
    return replaceChecked(ctx.host, config, { argv, signal: ctx.signal });
  }
  ctx.output(
    `keepalived ${version?.text ?? "of unknown version"} cannot test a configuration: it is written unchecked`,
  );
  return writeManagedFile(ctx.host.files, config);
}

async function waitUntilActive(ctx: StepContext): Promise<void> {
  const started = ctx.clock.monoNs();
  for (;;) {
    const { active, result } = await unitState(ctx.host, unit, { signal: ctx.signal });
    if (active === "active") return;
    const late = elapsedMs(ctx.clock, started) > startWaitMs;
    if (active === "failed" || late) {
      const why = late ? `is ${active} after ${startWaitMs / 1000} s` : `failed (${result})`;
      throw new AppError("STEP_COMMAND_FAILED", `${unit} ${why}`, {
        hint: `on the host: journalctl -u ${unit} -e`,
        evidence: await unitJournal(ctx.host, unit),
      });
    }
    await ctx.clock.sleep(100, ctx.signal);
  }
}
