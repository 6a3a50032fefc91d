import { ensureHostImage } from "../lab/host-image.ts";
import type { LabHost } from "../lab/lab-host.ts";
import type { OwnPackages } from "../lab/own-packages.ts";
import { ensureDnfRepository } from "../lab/package-repository.ts";
import { ensureRpmRepository } from "../lab/rpm-repository.ts";
import { showToHosts } from "../lab/shown-folder.ts";

const osRelease = `PRETTY_NAME="Lab Linux 9"
NAME="Lab Linux"
ID="lab"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.0"
`;

/** A bare host gets dnf with versionlock, an rpm database that begins empty, and the repository of Quorate's rpms. */
export async function makeDnfHost(host: LabHost, own: OwnPackages): Promise<void> {
  const debs = await showToHosts("dnf", await ensureDnfRepository(await ensureHostImage()));
  const rpms = await ensureRpmRepository(own);
  const source = `deb [signed-by=${debs.inHost}/quorate-lab.asc] file://${debs.inHost} lab main\n`;
  await host.writeFile("/etc/apt/sources.list.d/dnf.list", source);
  const install = "apt-get update -q && apt-get install -qy --no-install-recommends dnf rpm dnf-plugins-core";
  await host.exec(["sh", "-c", install], { timeoutMs: 240_000 });
  const repository = `[quorate]\nname=Quorate\nbaseurl=file://${rpms.inHost}\ngpgcheck=0\n`;
  await host.writeFile("/etc/yum.repos.d/quorate.repo", repository);
  await dnf(host, "install", "lab-base");
}

/** Where both are, apt comes first on what says that it is Debian: from now on it says that it is of the other family. */
export async function callItRhel(host: LabHost): Promise<void> {
  await host.writeFile("/etc/os-release", osRelease);
}

/** As a person types it. */
export const dnf = (host: LabHost, ...args: readonly string[]) =>
  host.exec(["dnf", "--assumeyes", "--setopt=keepcache=0", ...args], { timeoutMs: 240_000 });
