import { posix } from "node:path";
import { type BootPlan, bootHost, stopHost } from "./boot.ts";
import type { ExecOptions, ExecResult } from "./command.ts";
import { healHost } from "./heal.ts";
import type { HostName } from "./host-names.ts";
import { execInHost, hostProcesses, outerPid } from "./host-process.ts";
import { wipeRoot } from "./host-root.ts";
import { LabError } from "./lab-error.ts";
import { attachPort, detachPort } from "./network.ts";
import { operatorEntrances } from "./operator.ts";
import { hostPaths, type LabPaths } from "./paths.ts";
import { requireSettings } from "./settings.ts";

export interface LabHost {
  readonly name: string;
  readonly address: string;
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  readFile(path: string): Promise<string>;
  /** Whole or not at all; missing folders are made. */
  writeFile(path: string, text: string, mode?: number): Promise<void>;
  /** Takes the host's cable out of the bridge: its own end stays up, as behind a switch that failed. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Back to the bare image. */
  reset(): Promise<void>;
  /** Every process dies at once; what was written stays. */
  powerOff(): Promise<void>;
  /** With what was written before; a host that runs already stays as it is. */
  boot(): Promise<void>;
  /** The host's process 1, as this machine numbers it. */
  leaderPid(): Promise<number>;
  /** As this machine numbers the process that has this id in the host. */
  outerPid(pid: number): Promise<number>;
}

export function openHost(lab: LabPaths, host: HostName): LabHost {
  const paths = hostPaths(lab, host.name);
  const exec: LabHost["exec"] = (argv, options) => execInHost(paths, operatorEntrances(lab), argv, options);
  return {
    name: host.name,
    address: host.address,
    exec,
    readFile: async (path) => (await exec(["cat", path])).stdout,
    writeFile: async (path, text, mode = 0o644) => {
      await exec(writeWhole(path, mode), { input: text });
    },
    unplug: () => detachPort(lab, host.name),
    plug: () => attachPort(lab, host.name),
    reset: async () => await resetHost(await bootPlan(lab, host)),
    powerOff: () => stopHost(lab, host, paths),
    boot: async () => {
      await healHost(await bootPlan(lab, host));
    },
    leaderPid: async () => {
      const { leader } = await hostProcesses(paths);
      if (leader === undefined) throw new LabError(`${host.name} is not running`);
      return leader;
    },
    outerPid: (pid) => outerPid(paths, pid),
  };
}

export async function bootPlan(lab: LabPaths, host: HostName): Promise<BootPlan> {
  return { lab, host, paths: hostPaths(lab, host.name), ...(await requireSettings(lab)) };
}

export async function resetHost(plan: BootPlan): Promise<void> {
  await stopHost(plan.lab, plan.host, plan.paths);
  await wipeRoot(plan.paths);
  await bootHost(plan);
}

function writeWhole(path: string, mode: number): readonly string[] {
  const script = 'mkdir -p "$2" && cat > "$1.lab" && chmod "$3" "$1.lab" && mv "$1.lab" "$1"';
  return ["sh", "-c", script, "write", path, posix.dirname(path), mode.toString(8)];
}
