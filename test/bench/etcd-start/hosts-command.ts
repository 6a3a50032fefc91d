import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { enterHost, hostEnv } from "../../lab/host-process.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { operatorEntrances } from "../../lab/operator.ts";
import { labPaths } from "../../lab/paths.ts";

/** A command that waits inside each host for its signal to go: entering a host is not what is measured. */
export interface ReadyCommand {
  /** Starts it everywhere at once; the moment on the machine's monotonic clock, nanoseconds. */
  go(): bigint;
  /** Rejects when it failed on a host. */
  ended(): Promise<void>;
}

export async function readyOnHosts(
  labId: string,
  hosts: readonly LabHost[],
  argv: readonly string[],
): Promise<ReadyCommand> {
  const paths = labPaths(labId);
  const waiting = ["sh", "-c", 'echo ready; read -r go; exec "$@"', "wait", ...argv];
  const children = await Promise.all(
    hosts.map(async (host) => {
      const [file = "", ...args] = enterHost(await host.leaderPid(), operatorEntrances(paths), waiting);
      const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], env: hostEnv() });
      await once(child.stdout, "data");
      return child;
    }),
  );
  const ends = Promise.all(children.map(succeeded));
  return {
    go: () => {
      const at = process.hrtime.bigint();
      for (const child of children) child.stdin.end("go\n");
      return at;
    },
    ended: async () => {
      await ends;
    },
  };
}

async function succeeded(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`a command on a host ended with ${code}`);
}
