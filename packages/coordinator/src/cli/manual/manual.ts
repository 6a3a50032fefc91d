import { commands } from "../all-commands.ts";
import { readEnvironment } from "../environment.ts";
import { buildProgram } from "../program.ts";
import { realSurroundings } from "../surroundings.ts";
import { type CommandTree, commandTree } from "./command-tree.ts";
import { type ManPage, manPages } from "./man-page.ts";
import { type Shell, shells } from "./shells.ts";

/** Every command as it is for root with no variables set, whoever builds the package. */
function programTree(version: string): CommandTree {
  const around = { ...realSurroundings(), environment: readEnvironment({}, { uid: 0, home: "/root" }) };
  return commandTree(buildProgram({ around, version, exit: 0 }, commands));
}

/** man(7) pages of the program and of each command, for a package. */
export function manualPages(version: string): readonly ManPage[] {
  return manPages(programTree(version), version);
}

/** The completion script of a shell, for a package. */
export function completionScript(shell: Shell, version: string): string {
  return shells[shell](programTree(version));
}
