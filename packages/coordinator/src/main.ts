#!/usr/bin/env node
import { refuseOldNode } from "@quorate/shared/node-floor";

refuseOldNode("coordinator");
// Not before: an older Node has no node:sqlite, and would say that instead of what is wrong.
const { start } = await import("./cli/start.ts");
process.exitCode = await start(process.argv.slice(2));
