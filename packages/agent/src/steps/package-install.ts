import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import { readPackageManager } from "../facts/package-manager.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { aptBackend } from "./packages/apt.ts";
import type { InstalledPackage, InstallInput, PackageBackend } from "./packages/backend.ts";
import { aptBundle, rpmBundle, writeBundleSources } from "./packages/bundle-source.ts";
import { chooseVersions, isSatisfied } from "./packages/choose-version.ts";
import { dnfBackend } from "./packages/dnf.ts";
import { leftMasked, unmask, whileMasked } from "./packages/kept-stopped.ts";

export const packageInstall: ApplyHandler<"package.install"> = {
  type: "apply",

  async probe(input, ctx) {
    const installed = await installedOf(await backendOf(input, ctx), input);
    const drift = input.packages.flatMap((wanted): Drift[] => {
      const present = installed.get(wanted.name);
      const want = wanted.version ?? "any version";
      if (!isSatisfied(wanted, present)) return [{ what: wanted.name, have: shown(present), want }];
      return wanted.hold && present?.held !== true ? [{ what: wanted.name, have: "not held back", want: "held" }] : [];
    });
    const masked = await leftMasked(ctx.host.files, input.keepStopped);
    return [
      ...drift,
      ...masked.map((unit) => ({ what: unit, have: "masked until the next boot", want: "not masked" })),
    ];
  },

  async apply(input, ctx) {
    const backend = await backendOf(input, ctx);
    const before = await installedOf(backend, input);
    const missing = input.packages.filter((wanted) => !isSatisfied(wanted, before.get(wanted.name)));
    if (missing.length > 0) {
      if (input.bundle !== undefined) await writeBundleSources(ctx.host.files, input.bundle);
      const chosen = await chooseVersions(backend, missing, [...before.values()]);
      const absent = chosen.filter(({ wanted }) => !before.has(wanted.name)).map(({ wanted }) => wanted.name);
      await ctx.host.originals.note("installed-packages", absent);
      await whileMasked(ctx, input.keepStopped, () => backend.install(chosen));
    }
    await unmask(ctx.host, await leftMasked(ctx.host.files, input.keepStopped));
    const after = await installedOf(backend, input);
    const unheld = input.packages.filter(({ name, hold }) => hold && after.get(name)?.held === false);
    const names = unheld.map(({ name }) => name);
    await ctx.host.originals.note("held-packages", names);
    if (names.length > 0) await backend.hold(names);
    return { installed: Object.fromEntries([...after.values()].map(({ name, version }) => [name, version])) };
  },
};

async function backendOf({ lockWaitMs, bundle }: InstallInput, ctx: StepContext): Promise<PackageBackend> {
  const manager = await readPackageManager(ctx.host.files);
  switch (manager) {
    case "apt":
      return aptBackend(ctx, lockWaitMs, aptBundle(bundle));
    case "dnf":
    case "yum":
      return dnfBackend(ctx, manager, lockWaitMs, rpmBundle(bundle));
    case "none":
      throw new AppError("UNSUPPORTED", "the host has neither apt-get nor dnf nor yum", {
        hint: "install the packages by hand and leave them out of the spec",
      });
  }
}

async function installedOf(
  backend: PackageBackend,
  input: InstallInput,
): Promise<ReadonlyMap<string, InstalledPackage>> {
  const installed = await backend.installed(input.packages.map(({ name }) => name));
  return new Map(installed.map((each) => [each.name, each]));
}

function shown(present: InstalledPackage | undefined): string {
  if (!present) return "not installed";
  return present.complete ? present.version : `${present.version}, not completely installed`;
}
