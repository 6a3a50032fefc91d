import type { Drift } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import type { ApplyHandler } from "./handler.ts";

const kernelFile = "/sys/fs/selinux/enforce";
const bootFile = "/etc/selinux/config";
const enforcing = /^(\s*SELINUX\s*=\s*)enforcing\b.*$/m;

/** Permissive now and at boot. A host without SELinux, or with it disabled, is left as it is. */
export const hostSelinux: ApplyHandler<"host.selinux"> = {
  type: "apply",
  probe: async ({ mode }, { host }) => (mode === "leave" ? [] : drift(host)),
  apply: async ({ mode }, { host }) => {
    if (mode === "leave") return {};
    const config = await host.files.read(bootFile);
    if (config !== undefined && enforcing.test(config)) {
      await host.files.write(bootFile, config.replace(enforcing, "$1permissive"));
    }
    if (await enforcesNow(host)) await host.files.write(kernelFile, "0");
    return {};
  },
};

async function drift(host: Host): Promise<readonly Drift[]> {
  const config = (await host.files.read(bootFile)) ?? "";
  return [
    ...((await enforcesNow(host)) ? [{ what: "SELinux now", have: "enforcing", want: "permissive" }] : []),
    ...(enforcing.test(config) ? [{ what: bootFile, have: "enforcing", want: "permissive" }] : []),
  ];
}

async function enforcesNow(host: Host): Promise<boolean> {
  return (await host.files.read(kernelFile))?.trim() === "1";
}
