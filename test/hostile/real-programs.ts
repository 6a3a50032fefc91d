import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = { coordinator: "packages/coordinator/dist/main.js", agent: "packages/agent/dist/main.js" } as const;

export interface Program {
  readonly process: ChildProcess;
  readonly said: () => string;
  readonly over: Promise<number | null>;
  readonly kill: () => Promise<void>;
}

/** The built one, as its users start it. */
export function startProgram(name: keyof typeof programs, ...args: readonly string[]): Program {
  return runToItsEnd(spawn(process.execPath, [join(root, programs[name]), ...args], { stdio: piped }));
}

/** In a directory of its own, into which the kernel may write as large a core as it likes. */
export function startWithCores(directory: string, argv: readonly string[]): Program {
  const shell = ["-c", 'ulimit -c unlimited && exec "$0" "$@"', process.execPath, ...argv];
  return runToItsEnd(spawn("sh", shell, { cwd: directory, stdio: piped }));
}

export const programFile = (name: keyof typeof programs): string => join(root, programs[name]);

const piped: StdioOptions = ["ignore", "pipe", "pipe"];

function runToItsEnd(child: ChildProcess): Program {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  const over = new Promise<number | null>((resolve) => child.once("close", resolve));
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await over;
  };
  return { process: child, said: () => text, over, kill };
}

/** A file may hold a certificate too, which is no secret. */
export function privateKeyIn(text: string): string {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*-----END/.exec(text)?.[0] ?? "";
}

export async function untilSlowly(what: string, holds: () => Promise<boolean>): Promise<void> {
  const limit = performance.now() + 120_000;
  while (!(await holds().catch(() => false))) {
    if (performance.now() > limit) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
