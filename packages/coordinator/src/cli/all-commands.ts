import type { AddCommand } from "./command-line.ts";
import { addBootstrap } from "./commands/bootstrap.ts";
import { addInit, addSchema, addValidate } from "./commands/cluster-file.ts";
import { addEvents } from "./commands/events.ts";
import { addExplain } from "./commands/explain.ts";
import { addHosts, addToken } from "./commands/hosts.ts";
import { addJoin } from "./commands/join.ts";
import { addKubeconfig } from "./commands/kubeconfig.ts";
import { addPlan } from "./commands/plan.ts";
import { addReset } from "./commands/reset.ts";
import { addServe } from "./commands/serve.ts";
import { addStatus } from "./commands/status.ts";

/** In the order in which a user comes to need them, under the titles of the help. */
export const commands: Readonly<Record<string, readonly AddCommand[]>> = {
  "Make a cluster:": [addInit, addValidate, addPlan, addBootstrap, addKubeconfig, addJoin, addReset],
  "See what is and was:": [addStatus, addEvents, addExplain],
  "Run a coordinator:": [addServe, addToken, addHosts, addSchema],
};
