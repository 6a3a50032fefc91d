import type { Drift } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import { swapAreas } from "../host/proc.ts";
import { disableUnit, maskUnit, reloadUnitFiles } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import {
  commentSwapLines,
  disabledZram,
  hasZramDevice,
  isSwapLine,
  wantedBySwap,
  zramFiles,
} from "./host-swap-files.ts";

const fstab = "/etc/fstab";
/** Writing swapped pages back can take minutes on a slow disk. */
const swapOffTimeoutMs = 600_000;
/** Where unit files for swap come from that nobody wrote by hand. */
const generatedUnits = ["/run/systemd/generator", "/run/systemd/generator.late", "/usr/lib/systemd/system"];

/** No swap now, and none after a reboot: areas in use, /etc/fstab, swap units and zram devices. */
export const hostSwapOff: ApplyHandler<"host.swap-off"> = {
  type: "apply",
  probe: async (_input, { host }) => [
    ...(await swapAreas(host.files)).map((area) => ({ what: `swap on ${area.path}`, have: "in use", want: "off" })),
    ...(await fstabDrift(host)),
    ...(await zramDrift(host)),
    ...(await unmaskedUnits(host)).map((unit) => ({ what: unit, have: "starts at boot", want: "masked" })),
    ...(await enabledUnits(host)).map((unit) => ({ what: unit, have: "enabled", want: "disabled" })),
  ],
  apply: async (_input, ctx) => {
    await silenceBoot(ctx);
    const areas = await swapAreas(ctx.host.files);
    for (const area of areas) {
      ctx.output(`swapoff ${area.path} (${area.sizeKiB} KiB)`);
      await ctx.host.run(["swapoff", "--", area.path], { signal: ctx.signal, timeoutMs: swapOffTimeoutMs });
    }
    return { disabled: areas.map((area) => area.path) };
  },
};

/** First what a reload of the unit files would bring back, then the units that are still there. */
async function silenceBoot({ host, signal }: StepContext): Promise<void> {
  const [table, zram] = [await fstabDrift(host), await zramDrift(host)];
  if (table.length > 0) {
    const text = (await host.files.read(fstab)) ?? "";
    const status = await host.files.status(fstab);
    await host.files.write(fstab, commentSwapLines(text), { mode: status?.mode ?? 0o644 });
  }
  if (zram.length > 0) {
    await host.files.write(zramFiles.own, disabledZram((await host.files.read(zramFiles.own)) ?? ""));
  }
  if (table.length > 0 || zram.length > 0) await reloadUnitFiles(host, { signal });
  for (const unit of await enabledUnits(host)) await disableUnit(host, unit, { signal });
  for (const unit of await unmaskedUnits(host)) await maskUnit(host, unit, { signal });
}

async function fstabDrift(host: Host): Promise<readonly Drift[]> {
  const lines = ((await host.files.read(fstab)) ?? "").split("\n");
  return lines.filter(isSwapLine).map((line) => ({ what: fstab, have: line.trim(), want: "commented out" }));
}

async function zramDrift(host: Host): Promise<readonly Drift[]> {
  const own = await host.files.read(zramFiles.own);
  const text = own ?? (await host.files.read(zramFiles.vendor)) ?? "";
  if (!hasZramDevice(text)) return [];
  return [{ what: own === undefined ? zramFiles.vendor : zramFiles.own, have: "makes a zram device", want: "none" }];
}

async function unmaskedUnits(host: Host): Promise<readonly string[]> {
  const found = await Promise.all(generatedUnits.map((directory) => host.files.list(directory)));
  const units = [...new Set(found.flatMap((names) => names ?? []).filter((name) => name.endsWith(".swap")))];
  const targets = await Promise.all(units.map((unit) => host.files.readLink(`/etc/systemd/system/${unit}`)));
  return units.filter((_unit, at) => targets[at] !== "/dev/null");
}

/** Units that an administrator or a package enabled: links in the folders of what they belong to. */
async function enabledUnits(host: Host): Promise<readonly string[]> {
  const found = await Promise.all(
    ["swap.target.wants", "multi-user.target.wants"].map((folder) => host.files.list(`/etc/systemd/system/${folder}`)),
  );
  return [...new Set(found.flatMap((names) => names ?? []).filter(wantedBySwap))];
}
