import { compareRpmVersions } from "./rpm-version.ts";

/**
 * Versions by name from `apt-cache policy`: the candidate first, then the others in the order of the table, which is newest
 * first. A version that only the host's own database knows is not on offer.
 */
export function offeredByPolicy(stdout: string): ReadonlyMap<string, readonly string[]> {
  const offered = new Map<string, string[]>();
  for (const section of stdout.split(/\n(?=\S)/)) {
    const name = /^(\S+):$/m.exec(section)?.[1];
    const candidate = /^ {2}Candidate: (\S+)$/m.exec(section)?.[1];
    if (name === undefined) continue;
    const versions = versionTable(section);
    const first = versions.filter((version) => version === candidate);
    offered.set(name, [...first, ...versions.filter((version) => version !== candidate)]);
  }
  return offered;
}

function versionTable(section: string): string[] {
  const versions: string[] = [];
  let current: string | undefined;
  for (const row of section.split("\n")) {
    // " *** 1.2 500" or "     1.2 500" is a version; "        500 http://..." is where it comes from.
    const version = /^ (?:\*{3}| {3}) (\S+)(?: -?\d+)?$/.exec(row)?.[1];
    if (version !== undefined) current = version;
    const source = /^ {8,}-?\d+ (\S+)/.exec(row)?.[1];
    if (source === undefined || source.endsWith("/dpkg/status") || current === undefined) continue;
    if (!versions.includes(current)) versions.push(current);
  }
  return versions;
}

/** Rows of "name epoch:version-release" from `dnf repoquery`, in the order of the alphabet; a zero epoch is left out, as rpm does. */
export function offeredByRepoquery(stdout: string): ReadonlyMap<string, readonly string[]> {
  const offered = new Map<string, readonly string[]>();
  for (const row of stdout.split("\n")) {
    const [name, version] = row.trim().split(" ");
    if (name && version) addOffered(offered, name, version.replace(/^0:/, ""));
  }
  return offered;
}

/** Newest first. */
export function addOffered(offered: Map<string, readonly string[]>, name: string, version: string): void {
  const versions = new Set([...(offered.get(name) ?? []), version]);
  offered.set(
    name,
    [...versions].sort((a, b) => compareRpmVersions(b, a)),
  );
}
