import type { HostFacts } from "@quorate/shared/facts";
import type { HostFiles } from "../host/host.ts";
import { type OsRelease, parseOsRelease } from "./os-release.ts";

const managers = [
  { name: "apt", program: "/usr/bin/apt-get" },
  { name: "dnf", program: "/usr/bin/dnf" },
  { name: "yum", program: "/usr/bin/yum" },
] as const;

/** Debian packages dnf, Fedora packages apt: the distribution's own comes first. */
export async function packageManagerOf(
  files: Pick<HostFiles, "status">,
  release: OsRelease,
): Promise<HostFacts["packageManager"]> {
  const debian = release.family.some((name) => name === "debian" || name === "ubuntu");
  const [apt, ...others] = managers;
  for (const { name, program } of debian ? managers : [...others, apt]) {
    if ((await files.status(program)) !== undefined) return name;
  }
  return "none";
}

/** As packageManagerOf, by what the host says of itself. */
export async function readPackageManager(files: HostFiles): Promise<HostFacts["packageManager"]> {
  const text = (await files.read("/etc/os-release")) ?? (await files.read("/usr/lib/os-release"));
  return packageManagerOf(files, parseOsRelease(text ?? ""));
}
