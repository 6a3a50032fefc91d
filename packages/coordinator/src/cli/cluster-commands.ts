import type { AddCommand } from "./command-line.ts";
import { addBootstrap } from "./commands/bootstrap.ts";
import { addInit, addValidate } from "./commands/cluster-file.ts";
import { addJoin } from "./commands/join.ts";
import { addKubeconfig } from "./commands/kubeconfig.ts";
import { addPlan } from "./commands/plan.ts";
import { addReset } from "./commands/reset.ts";

/** From a bare cluster.yaml to a cluster, and back. */
export const clusterCommands: readonly AddCommand[] = [
  ...[addInit, addValidate, addPlan, addBootstrap, addKubeconfig, addJoin, addReset],
];
