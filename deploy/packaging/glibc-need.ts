import type { Architecture, Format } from "./package-content.ts";

/** The newest version of each library's interface that a program asks for. */
export interface LibraryNeed {
  /** Shared libraries by soname, as the program names them. */
  readonly libraries: readonly string[];
  /** Like 2.28: what the C library must be at least. */
  readonly glibc: string;
  /** Like 3.4.21; absent when the program has no C++ of its own. */
  readonly glibcxx?: string;
}

/** Reads `objdump -pT`: both the libraries and, per symbol, the version that is asked for. */
export function readLibraryNeed(dump: string): LibraryNeed {
  const libraries = [...dump.matchAll(/^\s+NEEDED\s+(\S+)$/gm)].map(([, name = ""]) => name);
  // Only symbols that are asked for: what the program offers itself has versions too.
  const asked = [...dump.matchAll(/\*UND\*.*?\(?\b(GLIBC|GLIBCXX)_(\d+(?:\.\d+)+)\)?\s/g)];
  const newest = (family: string): string | undefined =>
    asked
      .flatMap(([, found, version = ""]) => (found === family ? [version] : []))
      .sort(compareVersions)
      .at(-1);
  const [glibc, glibcxx] = [newest("GLIBC"), newest("GLIBCXX")];
  if (glibc === undefined) throw new Error("the program asks for no version of glibc: is it a program for Linux?");
  return { libraries, glibc, ...(glibcxx === undefined ? {} : { glibcxx }) };
}

export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** libstdc++'s interface and the first GCC that has it, from the table of GCC's "ABI Policy and Guidelines". */
const gccOf: readonly (readonly [string, string])[] = [
  ["3.4.18", "4.8"],
  ["3.4.19", "4.8.3"],
  ["3.4.20", "4.9"],
  ["3.4.21", "5.2"],
  ["3.4.22", "6"],
  ["3.4.24", "7.2"],
  ["3.4.25", "8"],
  ["3.4.26", "9"],
  ["3.4.28", "9.3"],
  ["3.4.29", "11"],
  ["3.4.30", "12"],
  ["3.4.32", "13.2"],
  ["3.4.33", "14"],
];

/**
 * The need in each package manager's words. Debian's packages are named by library, rpm's capabilities by interface; but what an old
 * host is refused for, in one line that its administrator can read, is the version of glibc, which every rpm distribution calls so.
 */
export function needsOf(need: LibraryNeed): Readonly<Record<Format, readonly string[]>> {
  const { glibc, glibcxx } = need;
  const gcc = glibcxx && (gccOf.find(([version]) => compareVersions(version, glibcxx) >= 0)?.[1] ?? "15");
  return {
    deb: [`libc6 (>= ${glibc})`, "libgcc-s1 | libgcc1", ...(gcc ? [`libstdc++6 (>= ${gcc})`] : [])],
    rpm: [
      ...need.libraries.filter((name) => !name.startsWith("ld-")).map((name) => `${name}()(64bit)`),
      `glibc >= ${glibc}`,
      ...(glibcxx ? [`libstdc++.so.6(GLIBCXX_${glibcxx})(64bit)`] : []),
    ],
  };
}

/** Refuses the wrong flavour where a dependency was overridden or the package manager was not asked. */
export function glibcGuard(glibc: string, architecture: Architecture): string {
  return `have=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)
if [ -n "$have" ] && [ "$(printf '%s\\n' ${glibc} "$have" | sort -V | head -n 1)" != ${glibc} ]; then
  echo "quorate-runtime: this build (${architecture}) needs glibc ${glibc} or newer and this host has $have: install the flavour of quorate-runtime that was built for glibc $have or older" >&2
  exit 1
fi`;
}
