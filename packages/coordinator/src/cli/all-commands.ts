import { clusterCommands } from "./cluster-commands.ts";
import type { CommandGroups } from "./command-line.ts";
import { addAbort } from "./commands/abort.ts";
import { addAgents } from "./commands/agents.ts";
import { addAttach } from "./commands/attach.ts";
import { addEnrollScript } from "./commands/enroll-script.ts";
import { addHosts, addToken } from "./commands/hosts.ts";
import { addResume } from "./commands/resume.ts";
import { lookCommands } from "./look-commands.ts";
import { serveCommands } from "./serve-commands.ts";

/** In the order in which a user comes to need them. */
export const commands: CommandGroups = {
  make: clusterCommands,
  look: lookCommands,
  run: [addAttach, addResume, addAbort],
  admit: [addAgents, addToken, addEnrollScript, addHosts],
  serve: serveCommands,
};
