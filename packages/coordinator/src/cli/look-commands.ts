import type { AddCommand } from "./command-line.ts";
import { addCompletion } from "./commands/completion.ts";
import { addDoctor, addHealth } from "./commands/doctor.ts";
import { addEvents, addReport } from "./commands/events.ts";
import { addExplain } from "./commands/explain.ts";
import { addDescribe, addGet } from "./commands/get.ts";
import { addLogs } from "./commands/logs.ts";
import { addStatus } from "./commands/status.ts";
import { addSupport } from "./commands/support.ts";

/** Commands that change nothing, neither here nor on a host. */
export const lookCommands: readonly AddCommand[] = [
  addStatus,
  addDoctor,
  addHealth,
  addGet,
  addDescribe,
  addEvents,
  addLogs,
  addReport,
  addSupport,
  addExplain,
  addCompletion,
];
