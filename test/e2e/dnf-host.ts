import { ensureHostImage } from "../lab/host-image.ts";
import type { LabHost } from "../lab/lab-host.ts";
import type { OwnPackages } from "../lab/own-packages.ts";
import { ensureDnfRepository } from "../lab/package-repository.ts";
import { ensureRpmRepository } from "../lab/rpm-repository.ts";
import { type ShownFolder, showToHosts } from "../lab/shown-folder.ts";

const osRelease = `PRETTY_NAME="Lab Linux 9"
NAME="Lab Linux"
ID="lab"
ID_LIKE="rhel centos fedora"
VERSION_ID="9.0"
`;

/** Where hosts get dnf from, as Debian packages it, and Quorate's rpms. */
export interface DnfSources {
  readonly debs: ShownFolder;
  readonly rpms: ShownFolder;
}

export async function dnfSources(own: OwnPackages): Promise<DnfSources> {
  const debs = await showToHosts("dnf", await ensureDnfRepository(await ensureHostImage()));
  return { debs, rpms: await ensureRpmRepository(own) };
}

/** A bare host gets dnf with versionlock (and `more` of the same packages), an rpm database that begins empty, and the repository of Quorate's rpms. */
export async function makeDnfHost(
  host: LabHost,
  { debs, rpms }: DnfSources,
  more: readonly string[] = [],
): Promise<void> {
  const source = `deb [signed-by=${debs.inHost}/quorate-lab.asc] file://${debs.inHost} lab main\n`;
  await host.writeFile("/etc/apt/sources.list.d/dnf.list", source);
  const install = ["apt-get", "install", "-qy", "--no-install-recommends", "dnf", "rpm", "dnf-plugins-core", ...more];
  await host.exec(["apt-get", "update", "-q"]);
  await host.exec(install, { timeoutMs: 480_000 });
  // Debian's rpm has a database for each user, in his home.
  await host.writeFile("/etc/rpm/macros", "%_dbpath /var/lib/rpm\n");
  // Of Debian's plugins this one looks for a folder that nothing makes, and every transaction would fail.
  await host.writeFile("/etc/dnf/plugins/local.conf", "[main]\nenabled = 0\n");
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
  host.exec(["dnf", "--assumeyes", "--setopt=keepcache=0", ...args], { timeoutMs: 480_000 });
