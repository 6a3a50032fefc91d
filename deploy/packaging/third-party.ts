import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PackagingError } from "./command.ts";
import { root } from "./places.ts";

/** A third-party package that is inside a program, as the lockfile pins it. */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression. */
  readonly licence: string;
  /** Like "sha512-BASE64", of the archive that npm fetched. */
  readonly integrity: string;
  readonly licenceText: string;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { version?: string; license?: string; integrity?: string }>>;
}

/** `folders` as the bundle names them. Throws for a package without a licence: it must not be passed on. */
export function thirdParties(folders: readonly string[]): readonly ThirdParty[] {
  const lock: Lockfile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  return folders.map((folder) => {
    const { version, license, integrity } = lock.packages[folder] ?? {};
    if (!version || !license || !integrity) {
      throw new PackagingError(`package-lock.json says no version, licence or checksum of ${folder}`);
    }
    const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
    return { name, version, licence: license, integrity, licenceText: licenceText(join(root, folder)) };
  });
}

function licenceText(folder: string): string {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  return files
    .sort()
    .map((name) => readFileSync(join(folder, name), "utf8").trim())
    .join("\n\n");
}

/** One SPDX expression of all of them. */
export function licenceExpression(parts: readonly { readonly licence: string }[]): string {
  const whole = (licence: string): boolean => /^\([^()]*\)$/.test(licence) || !/\s(OR|AND)\s/.test(licence);
  const each = new Set(parts.map(({ licence }) => (whole(licence) ? licence : `(${licence})`)));
  return [...each].sort().join(" AND ");
}

/** What rpm calls the packages inside. */
export const bundledProvides = (parts: readonly ThirdParty[]): readonly string[] =>
  parts.map(
    ({ name, version }) => `bundled(nodejs-${name.replace(/^@/, "").replace("/", "-")}) = ${rpmVersion(version)}`,
  );

/** A hyphen separates the release in rpm; "~" sorts before, as it should for a pre-release. */
export const rpmVersion = (version: string): string => version.replaceAll("-", "~");

/** Who made what is inside, and under which terms: for /usr/share/doc/NAME/copyright. */
export function copyrightText(title: string, parts: readonly ThirdParty[]): string {
  const list = parts.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`);
  const texts = parts.map(({ name, version, licenceText: words, licence }) => {
    const head = `${name} ${version} (${licence})`;
    return `${head}\n${"-".repeat(head.length)}\n${words || "Its archive has no text of the licence."}\n`;
  });
  return `${title}\n\nInside are:\n${list.join("\n")}\n\n${texts.join("\n")}`;
}
