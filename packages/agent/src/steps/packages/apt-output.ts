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
