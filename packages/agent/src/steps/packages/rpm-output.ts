import { addOffered } from "@quorate/shared/package-offers";
import type { InstalledPackage } from "./backend.ts";

/** The names must be told with every version: rpm and dnf print one row for each. */
export const rpmRowFormat = "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\\n";

/** Rows of "name version" from `rpm -q`; it says of the others that they are not installed. */
export function packagesByRpm(stdout: string, held: ReadonlySet<string>): readonly InstalledPackage[] {
  return stdout.split("\n").flatMap((row) => {
    const [name, version, more] = row.split(" ");
    if (!name || !version || more !== undefined) return [];
    return [{ name, version, held: held.has(name), complete: true }];
  });
}

/**
 * Versions by name from `yum list available`: a heading, then "name.architecture version repository", where a long name has the rest on
 * the next line.
 */
export function offeredByYumList(stdout: string): ReadonlyMap<string, readonly string[]> {
  const offered = new Map<string, readonly string[]>();
  const words = stdout.slice(stdout.indexOf("Available Packages")).split(/\s+/).slice(2);
  for (let at = 0; at + 2 < words.length; at += 3) {
    const name = words[at]?.replace(/\.[^.]+$/, "");
    const version = words[at + 1];
    if (name && version) addOffered(offered, name, version);
  }
  return offered;
}
