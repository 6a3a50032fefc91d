// `npm run package`: rpm and deb packages into dist/packages/.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { PackagingError } from "./command.ts";
import { buildDeb, type Compression } from "./deb.ts";
import { lint } from "./lint.ts";
import type { PackageContent } from "./package-content.ts";
import { root } from "./places.ts";
import { agentProduct, coordinatorProduct } from "./products.ts";
import { programPackage, type Stamp } from "./program-package.ts";
import { buildRpm } from "./rpm.ts";
import { withRuntimes } from "./runtime.ts";
import { runtimePackage } from "./runtime-package.ts";
import { ensureTools } from "./tools.ts";

const { values: options } = parseArgs({
  options: {
    output: { type: "string", default: join(root, "dist/packages") },
    /** The version that the packages have and the programs say; package.json's when not given. */
    "as-version": { type: "string" },
    /** For tests. */
    uncompressed: { type: "boolean", default: false },
    /** lintian and rpmlint over what was built. */
    lint: { type: "boolean", default: false },
    /** Only what is built from the sources: the runtime is there already. */
    "without-runtime": { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  ensureTools();
  const stamp: Stamp = { version: options["as-version"] ?? ownVersion(), seconds: sourceDate() };
  const folder = resolve(options.output);
  mkdirSync(folder, { recursive: true });
  const files: string[] = [];
  for (const product of [agentProduct(stamp.version), coordinatorProduct(stamp.version)]) {
    files.push(...build(await programPackage(product, stamp), folder));
  }
  if (!options["without-runtime"]) {
    withRuntimes(process.env, (runtimes) => {
      for (const runtime of runtimes) files.push(...build(runtimePackage(runtime, stamp), folder));
    });
  }
  if (options.lint) lint(files);
}

function build(content: PackageContent, folder: string): readonly string[] {
  const compression: Compression = options.uncompressed ? "none" : "small";
  return [buildDeb, buildRpm].map((make) => {
    const file = make(content, folder, compression);
    process.stdout.write(`${basename(file)}  ${(statSync(file).size / 1_000_000).toFixed(1)} MB\n`);
    return file;
  });
}

function ownVersion(): string {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
}

/** The one time in the packages: SOURCE_DATE_EPOCH, or that of the last commit. */
function sourceDate(): number {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const asked = given ?? spawnSync("git", ["-C", root, "log", "-1", "--format=%ct"], { encoding: "utf8" }).stdout;
  const seconds = Number(asked?.trim() || Number.NaN);
  if (Number.isInteger(seconds)) return seconds;
  throw new PackagingError("this is no git clone with a commit, so its time is not known: set SOURCE_DATE_EPOCH");
}

try {
  await main();
} catch (error) {
  if (!(error instanceof PackagingError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 1;
}
