import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const repository = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(join(repository, "docs", "bugs.md"), "utf8");
const lines = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what went wrong"));

interface Row {
  readonly fault: string;
  /** A commit, or words of its subject. */
  readonly commit: string;
  /** The commit that its tests are of. */
  readonly tests: string;
  readonly files: readonly string[];
}

const command =
  /\| `(?:TESTS="([^"]+)" )?sh test\/faults\/reproduce\.sh (?:"([^"]+)"|([0-9a-f]{7,40}))((?: [a-z0-9-]+\.test\.ts)*)(?: -t "[^"]+")?` \|$/;

const rows: readonly (Row | undefined)[] = lines.map((line) => {
  const [, later, words, hash, files = ""] = command.exec(line) ?? [];
  const commit = words ?? hash;
  if (commit === undefined) return undefined;
  return { fault: line.split(" | ")[0] ?? "", commit, tests: later ?? commit, files: files.split(" ").filter(Boolean) };
});

const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", repository, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** Undefined where the history is not: in an archive, or in a shallow clone. */
function readHistory(): readonly (readonly [hash: string, subject: string])[] | undefined {
  try {
    if (git("rev-parse", "--is-shallow-repository").trim() === "true") return undefined;
    return git("log", "--format=%H %s")
      .split("\n")
      .map((line) => [line.slice(0, 40), line.slice(41)]);
  } catch {
    return undefined;
  }
}

describe("docs/bugs.md", () => {
  it("has one command for each fault, and each fault once", () => {
    expect(lines.filter((_line, at) => rows[at] === undefined)).toEqual([]);
    const commands = lines.map((line) => line.slice(line.lastIndexOf("| `")));
    expect(commands.filter((each, at) => commands.indexOf(each) !== at)).toEqual([]);
  });

  const history = readHistory();
  it.runIf(history)("names commits of the history, each with sources to put back and the tests that are named", () => {
    const find = (name: string): string | undefined =>
      history?.find(([hash, subject]) => hash.startsWith(name) || subject.includes(name))?.[0];
    const changes = (hash: string, filter: string): readonly string[] =>
      git("diff", "--name-only", `--diff-filter=${filter}`, `${hash}~1`, hash).split("\n");
    const wrong = rows.flatMap((row) => {
      if (row === undefined) return [];
      const [commit, tests] = [find(row.commit), find(row.tests)];
      if (commit === undefined || tests === undefined) return [`${row.fault}: no such commit`];
      const sources = changes(commit, "M").filter((path) => /^packages\/.*(?<!\.test)\.ts$/.test(path));
      const its = changes(tests, "AM").filter((path) => path.endsWith(".test.ts"));
      const absent = row.files.filter((file) => !its.some((path) => basename(path) === file));
      return sources.length > 0 && its.length > 0 && absent.length === 0 ? [] : [`${row.fault}: ${absent.join(", ")}`];
    });
    expect(wrong).toEqual([]);
  });
});
