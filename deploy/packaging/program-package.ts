import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { ManPage } from "../../packages/coordinator/src/cli/manual/man-page.ts";
import type { Shell } from "../../packages/coordinator/src/cli/manual/shells.ts";
import { billOfMaterials } from "./bill-of-materials.ts";
import { bundle } from "./bundle.ts";
import { maintainer, type PackageContent, type PackageFile, type Scripts, text } from "./package-content.ts";
import { root } from "./places.ts";
import { bundledProvides, copyrightText, licenceExpression, type ThirdParty, thirdParties } from "./third-party.ts";

/** What is said of one of the two programs; the rest of its package follows. */
export interface Product {
  /** Of the package, the unit, and everything in /usr/share and /etc. */
  readonly name: string;
  /** What its user types. */
  readonly command: string;
  /** The folder under packages/. */
  readonly source: "agent" | "coordinator";
  readonly summary: string;
  readonly description: string;
  readonly pages: readonly ManPage[];
  readonly pagesZh: readonly ManPage[];
  readonly completion: (shell: Shell) => string;
  readonly files: readonly PackageFile[];
  readonly folders: readonly string[];
  readonly scripts: Scripts;
}

export interface Stamp {
  readonly version: string;
  /** Seconds since 1970: the only time in the package. */
  readonly seconds: number;
}

/** For Quorate itself nobody has chosen a licence yet, and the packages say so; of what is inside, the lockfile tells. */
const ownLicence = "LicenseRef-Quorate";
const ownTerms = `Quorate's own part of it is called ${ownLicence} in the package's licence: no licence has been
granted for it yet, so all rights in it are its authors'.`;

export async function programPackage(product: Product, stamp: Stamp): Promise<PackageContent> {
  const { name, command, source, summary, description, folders, scripts } = product;
  const made = await bundle(source, `${command}.mjs`, stamp.version);
  const parts = thirdParties(made.packages);
  const home = `/usr/share/${name}`;
  const program = `${home}/program/${command}.mjs`;
  return {
    ...{ name, summary, description, folders, scripts },
    ...{ version: stamp.version, release: "1", architecture: "all", seconds: stamp.seconds },
    licence: licenceExpression([{ licence: ownLicence }, ...parts]),
    files: [
      ...made.files.map(({ name, bytes }) => ({
        path: `${home}/program/${name}`,
        content: { bytes },
        executable: name === `${command}.mjs`,
      })),
      ...protocolFiles(`${home}/proto`),
      ...paperwork(product, stamp, parts),
      ...product.files,
    ],
    links: { [`/usr/bin/${command}`]: `..${program.slice("/usr".length)}` },
    needs: { deb: ["quorate-runtime (>= 24)", "systemd"], rpm: ["quorate-runtime >= 24", "systemd"] },
    bundles: bundledProvides(parts),
  };
}

/** Beside the program's folder, where it looks for them. */
function protocolFiles(place: string): readonly PackageFile[] {
  const folder = join(root, "proto");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".proto"));
  return names.sort().map((name) => ({ path: `${place}/${name}`, content: { copy: join(folder, name) } }));
}

/** The unit, its options and its preset, from deploy/systemd. */
export function unitFiles(name: string): readonly PackageFile[] {
  const from = (suffix: string) => ({ copy: join(root, "deploy/systemd", `${name}.${suffix}`) });
  return [
    { path: `/usr/lib/systemd/system/${name}.service`, content: from("service") },
    { path: `/usr/lib/systemd/system-preset/85-${name}.preset`, content: from("preset") },
    { path: `/etc/default/${name}`, content: from("env"), config: true, only: "deb" },
    { path: `/etc/sysconfig/${name}`, content: from("env"), config: true, only: "rpm" },
  ];
}

export function systemdFile(name: string): string {
  return readFileSync(join(root, "deploy/systemd", name), "utf8");
}

function paperwork(product: Product, stamp: Stamp, parts: readonly ThirdParty[]): readonly PackageFile[] {
  const { name, summary } = product;
  const bom = billOfMaterials({ name, version: stamp.version, description: summary }, parts, stamp.seconds);
  return [
    ...manual(product),
    ...documents(
      name,
      stamp,
      copyrightText(
        `${name} is part of Quorate.
${ownTerms}`,
        parts,
      ),
    ),
    { path: `/usr/share/doc/${name}/${name}.cdx.json`, content: text(bom) },
  ];
}

function manual({ command, pages, pagesZh, completion }: Product): readonly PackageFile[] {
  const zsh = text(completion("zsh"));
  return [
    ...pages.map((page) => manualFile("/usr/share/man", page)),
    ...pagesZh.map((page) => manualFile("/usr/share/man/zh_CN", page)),
    { path: `/usr/share/bash-completion/completions/${command}`, content: text(completion("bash")) },
    { path: `/usr/share/fish/vendor_completions.d/${command}.fish`, content: text(completion("fish")) },
    { path: `/usr/share/zsh/vendor-completions/_${command}`, content: zsh, only: "deb" },
    { path: `/usr/share/zsh/site-functions/_${command}`, content: zsh, only: "rpm" },
  ];
}

function manualFile(folder: string, { name, text: page }: ManPage): PackageFile {
  return { path: `${folder}/man${name.slice(-1)}/${name}.gz`, content: zipped(page) };
}

/** What every package has: its terms, and for Debian a change log. */
export function documents(name: string, { version, seconds }: Stamp, copyright: string): readonly PackageFile[] {
  const when = new Date(seconds * 1_000).toUTCString().replace("GMT", "+0000");
  const change = `${name} (${version}-1) unstable; urgency=medium\n\n  * Quorate ${version}; its history is that of the repository.\n\n -- ${maintainer}  ${when}\n`;
  return [
    { path: `/usr/share/doc/${name}/copyright`, content: text(copyright) },
    { path: `/usr/share/doc/${name}/changelog.Debian.gz`, content: zipped(change), only: "deb" },
  ];
}

/** zlib writes no time and no name into it. */
const zipped = (words: string) => ({ bytes: gzipSync(words, { level: 9 }) });
