import { commands } from "./all-commands.ts";
import { askedLanguage } from "./language-option.ts";
import { runProgram } from "./program.ts";
import { realSurroundings } from "./surroundings.ts";
import { coordinatorVersion } from "./version.ts";

/** The exit code. */
export async function start(argv: readonly string[]): Promise<number> {
  return await runProgram(argv, realSurroundings(askedLanguage(argv)), { version: coordinatorVersion, commands });
}
