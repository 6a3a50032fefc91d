import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { glibcGuard, needsOf, readLibraryNeed } from "./glibc-need.ts";

// As `objdump -pT` prints it: needed libraries, symbols asked for, and one that the program offers itself.
const dump = `
Dynamic Section:
  NEEDED               libdl.so.2
  NEEDED               libstdc++.so.6
  NEEDED               libc.so.6
  NEEDED               ld-linux-x86-64.so.2

DYNAMIC SYMBOL TABLE:
0000000000000000      DF *UND*	0000000000000000 (GLIBC_2.2.5) mlock
0000000000000000  w   DF *UND*	0000000000000000 (GLIBC_2.25) getentropy
0000000000000000      DF *UND*	0000000000000000 (GLIBC_2.9) pipe2
0000000000000000      DF *UND*	0000000000000000 (GLIBCXX_3.4.9) _ZNSo9_M_insert
0000000000000000      DF *UND*	0000000000000000 (GLIBCXX_3.4.21) _ZTISt19__codecvt_utf8_baseIwE
0000000001b2f2f0 g    DF .text	0000000000000010 (GLIBC_2.99) own_symbol
`;

describe("what a runtime needs of its host", () => {
  it("is the newest version that it asks for, by number and not by letter, and not what it offers", () => {
    const { glibc, glibcxx } = readLibraryNeed(dump);
    expect({ glibc, glibcxx }).toEqual({ glibc: "2.25", glibcxx: "3.4.21" });
  });

  it("is said to dpkg by package and to rpm by library, without the loader", () => {
    expect(needsOf(readLibraryNeed(dump))).toEqual({
      deb: ["libc6 (>= 2.25)", "libgcc-s1 | libgcc1", "libstdc++6 (>= 5.2)"],
      rpm: [
        "libdl.so.2()(64bit)",
        "libstdc++.so.6()(64bit)",
        "libc.so.6()(64bit)",
        "glibc >= 2.25",
        "libstdc++.so.6(GLIBCXX_3.4.21)(64bit)",
      ],
    });
  });

  it("asks for the first GCC that has the interface, where that very one is not in the table", () => {
    expect(needsOf({ libraries: [], glibc: "2.17", glibcxx: "3.4.23" }).deb).toContain("libstdc++6 (>= 7.2)");
  });
});

/** Runs the guard on a host that has this glibc. */
function guardOn(hostGlibc: string, wanted: string): { code: number; said: string } {
  const folder = mkdtempSync(join(tmpdir(), "quorate-guard-"));
  try {
    writeFileSync(join(folder, "getconf"), `#!/bin/sh\necho glibc ${hostGlibc}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    execFileSync("sh", ["-c", glibcGuard(wanted, "amd64")], { env, stdio: "pipe" });
    return { code: 0, said: "" };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: Buffer };
    return { code: status, said: stderr.toString() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the guard of the installation", () => {
  it.each([
    ["2.28", "2.28"],
    ["2.36", "2.28"],
    ["2.36", "2.4"],
  ])("lets a host with glibc %s install what needs %s", (host, wanted) => {
    expect(guardOn(host, wanted)).toEqual({ code: 0, said: "" });
  });

  it("refuses CentOS 7's glibc in one sentence that says what to install instead", () => {
    const { code, said } = guardOn("2.17", "2.28");
    expect(code).toBe(1);
    expect(said.trim().split("\n")).toEqual([
      "quorate-runtime: this build (amd64) needs glibc 2.28 or newer and this host has 2.17: install the flavour of quorate-runtime that was built for glibc 2.17 or older",
    ]);
  });
});
