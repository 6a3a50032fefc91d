import type { Drift } from "@quorate/shared/step/outcome";
import { enableUnit, reloadUnit, startUnit, unitState } from "../host/units.ts";
import { replaceChecked } from "./checked-config.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import {
  type HaproxyGeneration,
  type HaproxyInput,
  haproxyGenerations,
  renderHaproxyConfig,
} from "./haproxy/config.ts";
import { haproxyGeneration, readHaproxyLayout } from "./haproxy/layout.ts";
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
    const generation = haproxyGeneration(await host.run(["haproxy", "-v"], { signal }));
    const file = await configFile(input, ctx, generation);
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

async function configFile(
  input: HaproxyInput,
  { host }: StepContext,
  generation: HaproxyGeneration,
): Promise<ManagedFile> {
  return managedFile(input.configFile, renderHaproxyConfig(input, await readHaproxyLayout(host.files, generation)));
}

/** That of any generation will do: which one haproxy is of is asked only when the file is written, so that looking starts no program. */
async function configDrift(input: HaproxyInput, ctx: StepContext): Promise<Drift[]> {
  const files = await Promise.all(haproxyGenerations.map((generation) => configFile(input, ctx, generation)));
  const drifts = await Promise.all(files.map((file) => fileDrift(ctx.host.files, file)));
  const [newest = []] = drifts;
  return drifts.some((drift) => drift.length === 0) ? [] : [...newest];
}

async function selinuxDrift(ctx: StepContext): Promise<Drift[]> {
  // "current pending", each 0 or 1; absent without SELinux or with a policy that does not know haproxy.
  const value = await ctx.host.files.read(`/sys/fs/selinux/booleans/${selinuxBoolean}`);
  if (value === undefined || value.startsWith("1")) return [];
  return [{ what: `SELinux boolean ${selinuxBoolean}`, have: "off", want: "on" }];
}
