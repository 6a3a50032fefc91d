import { readPackageManager } from "../../facts/package-manager.ts";
import type { StepContext } from "../handler.ts";
import { heldByRpm, holdFiles } from "./rpm-hold.ts";

/** Packages that this product held back may be updated again. An exclusion in dnf's own configuration is a file, and put back as one. */
export async function releaseHolds(ctx: StepContext, names: readonly string[]): Promise<void> {
  const { host, signal } = ctx;
  const manager = await readPackageManager(host.files);
  switch (manager) {
    case "apt":
      await host.run(["apt-mark", "unhold", "--", ...names], { signal });
      return;
    case "dnf":
    case "yum": {
      const paths = holdFiles[manager];
      if (!(await host.files.status(paths.versionlockConfig))) return;
      const held = await heldByRpm(host.files, paths, names);
      if (held.size > 0) await host.run([manager, "-y", "versionlock", "delete", ...held], { signal });
      return;
    }
    case "none":
      return;
  }
}
