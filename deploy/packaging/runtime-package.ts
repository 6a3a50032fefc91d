import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { glibcGuard, needsOf } from "./glibc-need.ts";
import type { PackageContent } from "./package-content.ts";
import { runtimeProgram } from "./places.ts";
import { documents, type Stamp } from "./program-package.ts";
import type { Runtime } from "./runtime.ts";
import { restart } from "./unit-scripts.ts";

/** Node, for Quorate's programs alone: not in anybody's PATH. The release tells the flavour: the glibc that it was built for. */
export function runtimePackage(runtime: Runtime, { seconds }: Stamp): PackageContent {
  const { binary, version, architecture, need, licence } = runtime;
  const name = "quorate-runtime";
  const sum = createHash("sha256").update(readFileSync(binary)).digest("hex");
  return {
    ...{ name, version, architecture, seconds },
    release: `1.glibc${need.glibc}`,
    summary: "JavaScript runtime of Quorate's programs",
    description: `Node.js ${version} as its makers built it, unchanged, in a place of its own:
it takes no other Node's place. This flavour runs on glibc ${need.glibc} and newer.
SHA-256 of the program:
${sum}`,
    licence: "MIT AND Apache-2.0 AND BSD-3-Clause AND ISC AND Zlib AND Unicode-3.0",
    files: [
      { path: runtimeProgram, content: { copy: binary }, executable: true },
      ...documents(name, { version, seconds }, licence),
    ],
    links: {},
    folders: ["/usr/libexec/quorate"],
    needs: needsOf(need),
    bundles: [],
    scripts: {
      beforeInstall: glibcGuard(need.glibc, architecture),
      afterUpgrade: restart(["quorate-agent.service", "quorate-coordinator.service"]),
    },
  };
}
