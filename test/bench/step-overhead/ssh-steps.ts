import { spawn } from "node:child_process";
import { join } from "node:path";
import { systemEnvironment } from "../../lab/command.ts";
import type { Lab } from "../../lab/lab.ts";
import type { SshAccess } from "../../lab/ssh-access.ts";
import type { Way } from "../way.ts";

export interface StepsInput {
  readonly lab: Lab;
  readonly ssh: SshAccess;
  readonly folder: string;
  readonly steps: number;
}

/** A new connection for every command: as the post does it, but on all hosts at once. */
export function freshConnections({ lab, ssh, steps }: StepsInput): Way {
  const base = ["-F", ssh.configFile];
  return {
    name: "ssh",
    title: "ssh, a connection for each command",
    measure: () => perStep(steps, () => onAllHosts(lab, base)),
  };
}

/** One connection for each host, used again by every command: the best that ssh can do. */
export function sharedConnections({ lab, ssh, folder, steps }: StepsInput): Way {
  const path = join(folder, "mux-%h");
  const base = [
    "-F",
    ssh.configFile,
    "-o",
    "ControlMaster=auto",
    "-o",
    `ControlPath=${path}`,
    "-o",
    "ControlPersist=60",
  ];
  return {
    name: "ssh-control-master",
    title: "ssh, ControlMaster",
    measure: async () => {
      // The first command makes the connection, which is not what a step costs.
      await onAllHosts(lab, base);
      return perStep(steps, () => onAllHosts(lab, base));
    },
  };
}

/** No host goes on to the next step before all have done this one. */
async function perStep(steps: number, work: () => Promise<void>): Promise<number> {
  const since = performance.now();
  for (let step = 0; step < steps; step += 1) await work();
  return (performance.now() - since) / steps;
}

async function onAllHosts(lab: Lab, base: readonly string[]): Promise<void> {
  await Promise.all(lab.hosts.map((host) => ended("ssh", [...base, host.address, "true"])));
}

function ended(file: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: "ignore", env: systemEnvironment, timeout: 30_000 });
    child.once("error", reject);
    child.once("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ${args.join(" ")}: exit ${code}`)),
    );
  });
}
