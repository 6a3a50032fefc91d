import { readdir } from "node:fs/promises";
import { textOf } from "./text-of.ts";

export interface DebianMirror {
  readonly main: string;
  readonly security: string;
}

export const standardMirror: DebianMirror = {
  main: "http://deb.debian.org/debian",
  security: "http://deb.debian.org/debian-security",
};

interface Entry {
  readonly uri: string;
  readonly suites: readonly string[];
}

const DEBIAN_SUITE = /^(bullseye|bookworm|trixie|forky|sid|stable|oldstable|testing|unstable)(-|\/|$)/;

/** The mirror that this machine is set up to use, so that the lab asks no host the machine does not ask. */
export async function machineMirror(): Promise<DebianMirror> {
  const files = ["/etc/apt/sources.list", ...(await sourceParts("/etc/apt/sources.list.d"))];
  const entries = await Promise.all(files.map(async (file) => parseSources(file, await textOf(file))));
  return chooseMirror(entries.flat());
}

export function chooseMirror(entries: readonly Entry[]): DebianMirror {
  const isDebian = (entry: Entry) => entry.suites.some((suite) => DEBIAN_SUITE.test(suite));
  const isSecurity = (entry: Entry) => entry.suites.some((suite) => /(-security$|\/updates$)/.test(suite));
  const debian = entries.filter((entry) => isDebian(entry) && /\/debian(-security)?$/.test(entry.uri));
  return {
    main: debian.find((entry) => !isSecurity(entry))?.uri ?? standardMirror.main,
    security: debian.find(isSecurity)?.uri ?? standardMirror.security,
  };
}

/** Reads both forms that apt reads: one line per source, and deb822 stanzas. */
export function parseSources(file: string, text: string): readonly Entry[] {
  return file.endsWith(".sources") ? text.split(/\n\s*\n/).flatMap(parseStanza) : text.split("\n").flatMap(parseLine);
}

function parseLine(line: string): readonly Entry[] {
  const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/.exec(line);
  const [, uri, suite] = match ?? [];
  return uri && suite ? [{ uri: withoutSlash(uri), suites: [suite] }] : [];
}

function parseStanza(stanza: string): readonly Entry[] {
  const lines = stanza.split("\n").filter((line) => !line.startsWith("#"));
  const words = (key: string) => {
    const line = lines.find((each) => each.toLowerCase().startsWith(`${key}:`));
    return (
      line
        ?.slice(key.length + 1)
        .trim()
        .split(/\s+/) ?? []
    );
  };
  if (!words("types").includes("deb") || words("enabled")[0]?.toLowerCase() === "no") return [];
  return words("uris").map((uri) => ({ uri: withoutSlash(uri), suites: words("suites") }));
}

function withoutSlash(uri: string): string {
  return uri.replace(/\/+$/, "");
}

async function sourceParts(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => /\.(list|sources)$/.test(name)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
