import { accessSync, constants } from "node:fs";
import { PackagingError, run } from "./command.ts";

/** What a build calls, and the Debian package that brings it. */
const needed: Readonly<Record<string, string>> = {
  rpmbuild: "rpm",
  "dpkg-deb": "dpkg",
  objdump: "binutils",
  xz: "xz-utils",
};

/** Installs the tools that are missing as root; names the command that does it to everybody else. */
export function ensureTools(tools: Readonly<Record<string, string>> = needed): void {
  const missing = Object.entries(tools).flatMap(([tool, debianPackage]) => (isThere(tool) ? [] : [debianPackage]));
  if (missing.length === 0) return;
  const install = ["apt-get", "install", "--yes", "--no-install-recommends", ...missing] as const;
  if (process.geteuid?.() !== 0 || !isThere("apt-get")) {
    throw new PackagingError(`tools are missing; as root: ${install.join(" ")}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    run([...install], { env });
  } catch {
    // The lists may be old, or not there at all.
    run(["apt-get", "update"], { env });
    run([...install], { env });
  }
}

function isThere(tool: string): boolean {
  const folders = `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin`.split(":");
  return folders.some((folder) => isExecutable(`${folder}/${tool}`));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
