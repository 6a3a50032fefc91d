import type { InstalledPackage } from "./backend.ts";

/** Rows of "name TAB abbreviation TAB version"; the abbreviation's letters are what is wanted (h: held) and what is (i: installed). */
export function packagesByDpkg(stdout: string): readonly InstalledPackage[] {
  return stdout.split("\n").flatMap((row) => {
    const [name, status = "", version] = row.split("\t");
    if (!name || !version) return [];
    const [wanted, found] = status;
    // Removed packages stay in the database with their configuration files.
    if (found === "n" || found === "c") return [];
    return [{ name, version, held: wanted === "h", complete: found === "i" && status.trim().length === 2 }];
  });
}

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
