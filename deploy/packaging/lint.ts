import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PackagingError } from "./command.ts";
import { root } from "./places.ts";
import { ensureTools } from "./tools.ts";

const limitMs = 300_000;

/** Runs lintian and rpmlint over packages, and throws for every finding that deploy/README.md does not explain. */
export function lint(files: readonly string[]): void {
  ensureTools({ lintian: "lintian", rpmlint: "rpmlint" });
  const debs = files.filter((file) => file.endsWith(".deb"));
  const rpms = files.filter((file) => file.endsWith(".rpm"));
  const said = `${output(["lintian", "--allow-root", "--tag-display-limit", "0", ...debs])}\n${output(["rpmlint", ...rpms])}`;
  const known = explainedTags(readFileSync(join(root, "deploy/README.md"), "utf8"));
  const unknown = findings(said).filter(({ tag }) => !known.has(tag));
  if (unknown.length === 0) return;
  const lines = unknown.map(({ line }) => line);
  throw new PackagingError(`mend these, or explain them in deploy/README.md:\n${lines.join("\n")}`);
}

/** Both end with another code than 0 when they find something. */
function output([file = "", ...args]: readonly string[]): string {
  const { stdout, error } = spawnSync(file, args, { encoding: "utf8", timeout: limitMs });
  if (error) throw new PackagingError(`cannot run ${file}: ${error.message}`, { cause: error });
  return stdout;
}

export interface Finding {
  readonly tag: string;
  readonly line: string;
}

/** lintian says "E: PACKAGE: TAG …", rpmlint "PACKAGE.ARCH: E: TAG …". */
export function findings(said: string): readonly Finding[] {
  return said.split("\n").flatMap((line) => {
    const tag = /^(?:[EW]: \S+: |\S+: [EW]: )(\S+)/.exec(line)?.[1];
    return tag === undefined ? [] : [{ tag, line }];
  });
}

/** The first column of the page's last table. */
export function explainedTags(page: string): ReadonlySet<string> {
  return new Set([...page.matchAll(/^\| `([a-z0-9-]+)` \| \S/gm)].map(([, tag = ""]) => tag));
}
