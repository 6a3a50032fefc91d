import { type ChildProcess, spawn } from "node:child_process";
import { LabError } from "./lab-error.ts";

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  /** Two minutes when not given: nothing here may wait for ever. */
  readonly timeoutMs?: number;
  readonly input?: string;
  /** Throw when the exit code is not 0 (the default). */
  readonly check?: boolean;
}

export interface RunOptions extends ExecOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** What a failure is told of, where the words of the command are not what the caller asked for. */
  readonly shownAs?: string;
}

const DEFAULT_TIMEOUT_MS = 120_000;
// A daemon that the command left behind may hold its pipes open for ever.
const PIPE_GRACE_MS = 300;
const STDERR_TAIL = 2_000;

/** This process's environment, with the folders of root's tools that a login by su leaves out. */
export const systemEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/usr/bin:/sbin:/bin`,
};

const running = new Set<number>();
process.on("exit", () => running.forEach(killGroup));

/** Kills a process group that this process started; one that is gone already is what was wanted. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Runs one command in a process group of its own, which is killed whole when the time is up. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<ExecResult> {
  const [file, ...args] = argv;
  if (file === undefined) throw new LabError("no command given");
  const child = spawn(file, args, {
    detached: true,
    env: options.env ?? systemEnvironment,
    ...(options.cwd && { cwd: options.cwd }),
  });
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const result = await collect(child, options.input ?? "", timeoutMs);
  const shown = shortened(options.shownAs ?? argv.join(" "));
  if (result === "timeout") throw new LabError(`no end after ${timeoutMs / 1000} s: ${shown}`);
  if (options.check !== false && result.code !== 0) throw new LabError(failure(shown, result));
  return result;
}

function collect(child: ChildProcess, input: string, timeoutMs: number): Promise<ExecResult | "timeout"> {
  return new Promise((resolve, reject) => {
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    let stdout = "";
    let stderr = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (pid !== undefined) killGroup(pid);
    }, timeoutMs);
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      resolve(late ? "timeout" : { code: code ?? signalExitCode(signal), stdout, stderr });
    };
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // A command that reads no input closes the pipe early, which is no fault.
    child.stdin?.on("error", () => undefined).end(input);
    child.once("error", (cause) => {
      clearTimeout(timer);
      reject(new LabError(`cannot start ${child.spawnfile}: ${cause.message}`, { cause }));
    });
    child.once("close", finish);
    child.once("exit", (code, signal) => {
      setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish(code, signal);
      }, PIPE_GRACE_MS).unref();
    });
  });
}

function signalExitCode(signal: NodeJS.Signals | null): number {
  return signal === "SIGKILL" ? 137 : 143;
}

function failure(shown: string, result: ExecResult): string {
  const said = (result.stderr.trim() || result.stdout.trim()).slice(-STDERR_TAIL);
  return `exit code ${result.code}: ${shown}${said && `\n${said}`}`;
}

function shortened(line: string): string {
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
