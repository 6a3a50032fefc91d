#!/usr/bin/env node
import { leaveNoMemory } from "@quorate/shared/crash-dumps";
import { refuseOldNode } from "@quorate/shared/node-floor";

refuseOldNode("coordinator");
leaveNoMemory();
// Not before: an older Node has no node:sqlite, and would say that instead of what is wrong.
const { start } = await import("./cli/start.ts");
process.exitCode = await start(process.argv.slice(2));
