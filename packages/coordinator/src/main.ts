#!/usr/bin/env node
import { addInit, addSchema, addValidate } from "./cli/commands/cluster-file.ts";
import { addExplain } from "./cli/commands/explain.ts";
import { runProgram } from "./cli/program.ts";
import { realSurroundings } from "./cli/surroundings.ts";
import { coordinatorVersion } from "./cli/version.ts";

const commands = {
  "Without a coordinator:": [addInit, addValidate, addSchema, addExplain],
};

process.exitCode = await runProgram(process.argv.slice(2), realSurroundings(), {
  version: coordinatorVersion(),
  commands,
});
