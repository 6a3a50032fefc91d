import { commands } from "./all-commands.ts";
import { runProgram } from "./program.ts";
import { realSurroundings } from "./surroundings.ts";
import { coordinatorVersion } from "./version.ts";

/** The exit code. */
export async function start(argv: readonly string[]): Promise<number> {
  return await runProgram(argv, realSurroundings(), { version: coordinatorVersion, commands });
}
