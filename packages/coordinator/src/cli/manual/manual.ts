import { commands } from "../all-commands.ts";
import { readEnvironment } from "../environment.ts";
import { buildProgram } from "../program.ts";
import { realSurroundings } from "../surroundings.ts";
import { type CommandTree, commandTree } from "./command-tree.ts";
import { type ManPage, manPages } from "./man-page.ts";
import { type Shell, shells } from "./shells.ts";

/** Every command as it is for root with no variables set, whoever builds the package. */
export function programTree(version: string): CommandTree {
  const around = { ...realSurroundings(), environment: readEnvironment({}, { uid: 0, home: "/root" }) };
  return commandTree(buildProgram({ around, version, exit: 0 }, commands));
}

/** man(7) pages of the program and of each command, for a package. */
export function manualPages(version: string): readonly ManPage[] {
  return manPages(programTree(version), {
    section: 1,
    version,
    exits: [0, 1, 2, 64, 65, 69, 75, 77, 130],
    files: [
      [
        "/var/lib/quorate-coordinator",
        "the event log and the keys of the authorities, for root and the service; others: ~/.local/state/quorate",
      ],
      ["/etc/default/quorate-coordinator, /etc/sysconfig/quorate-coordinator", "options of the service"],
    ],
    seeAlso: ["quorate-agent(8)", "kubectl(1)"],
  });
}

/** The completion script of a shell, for a package. */
export function completionScript(shell: Shell, version: string): string {
  return shells[shell](programTree(version));
}
