import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import type { ApplyHandler } from "./handler.ts";
import { fileDrift, managedFile, writeManagedFile } from "./managed-file.ts";

const bootFile = "/etc/hostname";
const kernelFile = "/proc/sys/kernel/hostname";
/** cloud-init gives the host its old name back at every boot unless it is told not to. */
const cloudConfig = "/etc/cloud/cloud.cfg";
const cloudFile = managedFile(
  "/etc/cloud/cloud.cfg.d/99-quorate-hostname.cfg",
  "# managed by quorate\npreserve_hostname: true\n",
);

/** The name now (kernel) and after a reboot (/etc/hostname). Neither needs hostnamectl, which needs D-Bus. */
export const hostName: ApplyHandler<"host.name"> = {
  type: "apply",
  probe: async ({ name }, { host }) => {
    const names = await Promise.all([kernelFile, bootFile].map((path) => host.files.read(path)));
    const [now = "", atBoot = ""] = names.map((text) => text?.trim());
    return [
      ...nameDrift("host name now", now, name),
      ...nameDrift(bootFile, atBoot, name),
      ...((await hasCloudInit(host)) ? await fileDrift(host.files, cloudFile) : []),
    ];
  },
  apply: async ({ name }, { host, signal }) => {
    await host.files.write(bootFile, `${name}\n`);
    if (await hasCloudInit(host)) await writeManagedFile(host.files, cloudFile);
    await nameKernel(host, name, signal);
    return {};
  },
};

function nameDrift(what: string, have: string, want: string): readonly Drift[] {
  return have === want ? [] : [{ what, have: have === "" ? "none" : have, want }];
}

async function hasCloudInit(host: Host): Promise<boolean> {
  return (await host.files.status(cloudConfig)) !== undefined;
}

/** Containers have /proc/sys read-only and may still be allowed the system call, which `hostname` makes. */
async function nameKernel(host: Host, name: string, signal: AbortSignal): Promise<void> {
  try {
    await host.files.write(kernelFile, name);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "FILE_ACCESS_FAILED") throw error;
    await host.run(["hostname", name], { signal });
  }
}
