#!/usr/bin/env node
import { commands } from "./cli/all-commands.ts";
import { runProgram } from "./cli/program.ts";
import { realSurroundings } from "./cli/surroundings.ts";
import { coordinatorVersion } from "./cli/version.ts";

process.exitCode = await runProgram(process.argv.slice(2), realSurroundings(), {
  version: coordinatorVersion(),
  commands,
});
