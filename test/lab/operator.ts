import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { entranceFiles } from "./cgroup.ts";
import { type ExecResult, type RunOptions, run, systemEnvironment } from "./command.ts";
import { inCgroup } from "./host-process.ts";
import { OPERATOR_ADDRESS } from "./network.ts";
import { type LabPaths, operatorCgroup } from "./paths.ts";

/** The operator's place: this machine's own files and programs, in the lab's network. */
export interface Operator {
  readonly address: typeof OPERATOR_ADDRESS;
  exec(argv: readonly string[], options?: RunOptions): Promise<ExecResult>;
  /** In a process group of its own; whoever spawned it ends it, and `down` does at the latest. */
  spawn(argv: readonly string[], options?: SpawnOptions): ChildProcess;
}

export function openOperator(lab: LabPaths): Operator {
  return {
    address: OPERATOR_ADDRESS,
    exec: async (argv, options) => await run(operatorCommand(lab, argv), { shownAs: argv.join(" "), ...options }),
    spawn(argv, options = {}) {
      const [file = "", ...args] = operatorCommand(lab, argv);
      return spawn(file, args, { env: systemEnvironment, ...options, detached: true });
    },
  };
}

/** Only the first hierarchy: the one in which leftovers are looked for. */
export function operatorEntrances(lab: LabPaths): readonly string[] {
  return entranceFiles(operatorCgroup(lab)).slice(0, 1);
}

export function operatorCommand(lab: LabPaths, argv: readonly string[]): readonly string[] {
  return [...inCgroup(operatorEntrances(lab)), "nsenter", `--net=${lab.netnsFile}`, "--", ...argv];
}
