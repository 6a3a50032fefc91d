import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A word of a command line that is not written there as it is: where it stands and what comes before it. */
export interface Operand {
  readonly file: string;
  /** Program and its first word: "docker pull". */
  readonly command: string;
  /** As in the source. */
  readonly word: string;
  /** Behind "--", where no program looks for options. */
  readonly guarded: boolean;
}

/** Arrays that begin with a literal word of lower case, innermost first, as `exec` and `run` take them. */
const argv = /\[\s*("[a-z][a-z0-9.-]*"\s*,(?:[^[\]"`]|"[^"]*"|`[^`]*`|\[[^[\]]*\])*)\]/g;
const literal = /^"[^"]*"$|^`[^`$]*`$/;
/** "--flag=${value}": the value cannot be another option. */
const flagged = /^`--?[a-z][a-zA-Z-]*=/;

/** Operands of every command that the sources of a folder spell out. */
export function operandsOf(folder: string): readonly Operand[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort()
    .flatMap((file) => operandsIn(file, readFileSync(join(folder, file), "utf8")));
}

export function operandsIn(file: string, source: string): readonly Operand[] {
  return [...source.matchAll(argv)].flatMap(([, inside = ""]) => {
    const words = split(inside);
    const command = words
      .slice(0, 2)
      .filter((word) => literal.test(word))
      .map((word) => word.slice(1, -1))
      .join(" ");
    return words.flatMap((word, at) => {
      if (literal.test(word) || flagged.test(word) || word === "") return [];
      return [{ file, command, word, guarded: words.slice(0, at).includes('"--"') }];
    });
  });
}

/** At commas that stand in no bracket and no quote. */
function split(text: string): readonly string[] {
  const words: string[] = [""];
  let depth = 0;
  for (const [piece] of text.matchAll(/"[^"]*"|`[^`]*`|[\s\S]/g)) {
    if (piece === "," && depth === 0) words.push("");
    else words[words.length - 1] += piece;
    if ("([{".includes(piece)) depth += 1;
    if (")]}".includes(piece)) depth -= 1;
  }
  return words.map((word) => word.trim());
}
