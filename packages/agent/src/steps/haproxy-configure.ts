import type { Drift } from "@quorate/shared/step/outcome";
import { enableUnit, reloadUnit, startUnit, unitState } from "../host/units.ts";
import { replaceChecked } from "./checked-config.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { type HaproxyInput, type HaproxyLayout, renderHaproxyConfig } from "./haproxy/config.ts";
import { logTarget, readHaproxyLayout } from "./haproxy/layout.ts";
import { isListening, refuseForeignListener, waitForListener } from "./haproxy/listening.ts";
import { fileDrift, type ManagedFile, managedFile } from "./managed-file.ts";

const unit = "haproxy.service";
/** EL's SELinux policy lets haproxy use only the ports it knows; 12567 is none of them. */
const selinuxBoolean = "haproxy_connect_any";

export const haproxyConfigure: ApplyHandler<"haproxy.configure"> = {
  type: "apply",

  async probe(input, ctx) {
    const drift = [...(await configDrift(input, ctx)), ...(await selinuxDrift(ctx))];
    const { active, fileState } = await unitState(ctx.host, unit, { signal: ctx.signal });
    if (fileState !== "enabled") drift.push({ what: unit, have: fileState || "not installed", want: "enabled" });
    if (active !== "active") drift.push({ what: unit, have: active, want: "active" });
    if (!(await isListening(ctx.host, input.port))) {
      drift.push({ what: `TCP port ${input.port}`, have: "nobody listens", want: "haproxy listens" });
    }
    return drift;
  },

  async apply(input, ctx) {
    const { host, signal } = ctx;
    if ((await selinuxDrift(ctx)).length > 0) {
      await host.originals.note("stays", [`the SELinux boolean ${selinuxBoolean}, which is on now`]);
      await host.run(["setsebool", "-P", selinuxBoolean, "on"], { signal, timeoutMs: 120_000 });
      ctx.output(`SELinux boolean ${selinuxBoolean} is on`);
    }
    const log = logTarget(await host.run(["haproxy", "-v"], { signal }));
    const file = await configFile(input, ctx, log);
    const changed = (await fileDrift(host.files, file)).length > 0;
    if (changed) await replaceChecked(host, file, { argv: (path) => ["haproxy", "-c", "-f", path], signal });
    await enableUnit(host, unit, { signal });
    await refuseForeignListener(host, input.port, unit);
    const { active } = await unitState(host, unit, { signal });
    if (active !== "active") await startUnit(host, unit, { signal });
    else if (changed || !(await isListening(host, input.port))) await reloadUnit(host, unit, { signal });
    await waitForListener(ctx, unit, input.port);
    return {};
  },
};

async function configFile(input: HaproxyInput, ctx: StepContext, log: HaproxyLayout["log"]): Promise<ManagedFile> {
  return managedFile(input.configFile, renderHaproxyConfig(input, await readHaproxyLayout(ctx.host.files, log)));
}

/** Either log target will do: which one haproxy knows is asked only when the file is written, so that looking starts no program. */
async function configDrift(input: HaproxyInput, ctx: StepContext): Promise<Drift[]> {
  const stdout = await fileDrift(ctx.host.files, await configFile(input, ctx, "stdout"));
  if (stdout.length === 0) return [];
  const syslog = await fileDrift(ctx.host.files, await configFile(input, ctx, "syslog-socket"));
  return syslog.length === 0 ? [] : [...stdout];
}

async function selinuxDrift(ctx: StepContext): Promise<Drift[]> {
  // "current pending", each 0 or 1; absent without SELinux or with a policy that does not know haproxy.
  const value = await ctx.host.files.read(`/sys/fs/selinux/booleans/${selinuxBoolean}`);
  if (value === undefined || value.startsWith("1")) return [];
  return [{ what: `SELinux boolean ${selinuxBoolean}`, have: "off", want: "on" }];
}
