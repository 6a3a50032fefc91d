import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { maintainer, type PackageContent, type PackageFile, type Scripts } from "./package-content.ts";
import { filesFor, settle, stage } from "./stage.ts";

/** "small" is for a release; "none" for a test, which builds and installs in a tenth of the time. */
export type Compression = "small" | "none";

const options: Readonly<Record<Compression, readonly string[]>> = {
  // One thread: what several make depends on how many there are.
  small: ["-Zxz", "-z6", "--threads-max=1"],
  none: ["-Znone"],
};

/** Builds NAME_VERSION-RELEASE_ARCHITECTURE.deb into a folder, and gives its path. */
export function buildDeb(content: PackageContent, folder: string, compression: Compression): string {
  const tree = mkdtempSync(join(tmpdir(), "quorate-deb-"));
  try {
    stage(content, "deb", tree);
    writeControl(content, tree);
    settle(tree, content.seconds);
    const { name, version, release, architecture } = content;
    const file = join(folder, `${name}_${version}-${release}_${architecture}.deb`);
    run(["dpkg-deb", "--root-owner-group", ...options[compression], "--build", tree, file], {
      env: { ...process.env, SOURCE_DATE_EPOCH: String(content.seconds) },
    });
    return file;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

function writeControl(content: PackageContent, tree: string): void {
  const files = filesFor(content, "deb");
  const folder = join(tree, "DEBIAN");
  mkdirSync(folder);
  const sums = files.filter(({ config }) => !config).map((file) => checksum(file, tree));
  writeFileSync(join(folder, "control"), controlFields(content, kibibytes(files, tree)));
  writeFileSync(join(folder, "md5sums"), sums.sort().join(""));
  const conffiles = files.filter(({ config }) => config).map(({ path }) => `${path}\n`);
  if (conffiles.length > 0) writeFileSync(join(folder, "conffiles"), conffiles.join(""));
  for (const [name, body] of Object.entries(maintainerScripts(content.scripts))) {
    writeFileSync(join(folder, name), `#!/bin/sh\nset -e\n${body}\nexit 0\n`, { mode: 0o755 });
  }
}

function checksum({ path }: PackageFile, tree: string): string {
  const sum = createHash("md5")
    .update(readFileSync(join(tree, path)))
    .digest("hex");
  return `${sum}  ${path.slice(1)}\n`;
}

/** As dpkg-gencontrol counts: each file by itself, rounded up. */
const kibibytes = (files: readonly PackageFile[], tree: string): number =>
  files.reduce((sum, { path }) => sum + Math.ceil(statSync(join(tree, path)).size / 1_024), 0);

function controlFields(content: PackageContent, size: number): string {
  const { name, version, release, architecture, needs, summary, description } = content;
  const fields = {
    Package: name,
    Version: `${version}-${release}`,
    Architecture: architecture,
    Maintainer: maintainer,
    "Installed-Size": String(size),
    ...(needs.deb.length > 0 && { Depends: needs.deb.join(", ") }),
    Section: "admin",
    Priority: "optional",
    Description: [summary, ...description.split("\n").map((line) => ` ${line || "."}`)].join("\n"),
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
}

/** dpkg says the version that was there, if any, as the second word to postinst. */
function maintainerScripts(scripts: Scripts): Readonly<Record<string, string>> {
  const preinst = scripts.beforeInstall;
  const postinst = caseOf("configure", [
    scripts.afterInstall,
    ifElse('[ -z "$2" ]', scripts.afterFirstInstall, scripts.afterUpgrade),
  ]);
  const prerm = caseOf("remove", [scripts.beforeRemoval]);
  const postrm = [caseOf("remove", [scripts.afterRemoval]), caseOf("purge", [scripts.purge])].join("\n").trim();
  return Object.fromEntries(Object.entries({ preinst, postinst, prerm, postrm }).filter(([, body]) => body)) as Record<
    string,
    string
  >;
}

function caseOf(word: string, bodies: readonly (string | undefined)[]): string {
  const all = bodies.filter(Boolean).join("\n");
  return all === "" ? "" : `if [ "$1" = ${word} ]; then\n${all}\nfi`;
}

export function ifElse(test: string, yes: string | undefined, no?: string): string {
  if (!yes && !no) return "";
  if (!yes) return `if ! ${test}; then\n${no}\nfi`;
  return `if ${test}; then\n${yes}\n${no ? `else\n${no}\n` : ""}fi`;
}
