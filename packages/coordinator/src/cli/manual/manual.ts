import type { Language } from "@quorate/shared/language";
import { commands } from "../all-commands.ts";
import { readEnvironment } from "../environment.ts";
import { helpText } from "../help-words.ts";
import { buildProgram } from "../program.ts";
import { realSurroundings } from "../surroundings.ts";
import { manualWords } from "../words/manual-words.ts";
import { type CommandTree, commandTree } from "./command-tree.ts";
import { type ManPage, manPages } from "./man-page.ts";
import { type Shell, shells } from "./shells.ts";

/** Every command as it is for root with no variables set, whoever builds the package. */
export function programTree(version: string, language: Language = "en"): CommandTree {
  const around = { ...realSurroundings(), environment: readEnvironment({}, { uid: 0, home: "/root" }, language) };
  const program = buildProgram({ around, version, exit: 0 }, commands);
  return commandTree(program, [], (text) => helpText(text, language));
}

/** man(7) pages of the program and of each command, for a package. */
export function manualPages(version: string, language: Language = "en"): readonly ManPage[] {
  const { files } = manualWords[language];
  return manPages(programTree(version, language), {
    language,
    section: 1,
    version,
    exits: [0, 1, 2, 64, 65, 69, 75, 77, 130],
    files: [
      ["/var/lib/quorate-coordinator", files.coordinatorState],
      ["/etc/default/quorate-coordinator, /etc/sysconfig/quorate-coordinator", files.serviceOptions],
    ],
    seeAlso: ["quorate-agent(8)", "kubectl(1)"],
  });
}

/** The completion script of a shell, for a package. */
export function completionScript(shell: Shell, version: string): string {
  return shells[shell](programTree(version));
}
