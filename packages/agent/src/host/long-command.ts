import { type ChildProcess, spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import type { Argv, ExecResult } from "./host.ts";
import { OutputFile } from "./output-file.ts";
import { identityOf, lives, type ProcessIdentity } from "./process-identity.ts";
import { lastLines, programEnvironment } from "./run-program.ts";

/**
 * Runs a program and writes down how it ended, whoever is still there to ask. It waits for a line first: an agent that died before it
 * had written down what it started closes the pipe, and nothing runs. A signal to the group ends the program, not the account of it.
 * $1 is the directory, the rest the program and its arguments, which no shell looks into.
 */
const wrapper = [
  "trap : TERM INT HUP",
  "read -r go || exit 125",
  "exec </dev/null",
  "directory=$1",
  "shift",
  '"$@"',
  "code=$?",
  'printf "%s\\n" "$code" >"$directory/exit.new" && mv -f "$directory/exit.new" "$directory/exit"',
  'exit "$code"',
].join("\n");

const lookEveryMs = 100;
/** Between asking the process group to end and killing it. */
const killGraceMs = 2_000;
/** After the kill; what the kernel itself holds fast nobody can end. */
const diesWithinMs = 5_000;

/** A program in a session of its own whose output goes to files: it needs nobody to read it, and lives on when the agent does not. */
export class LongCommand {
  readonly #process: ProcessIdentity;
  readonly #stdout: OutputFile;
  readonly #stderr: OutputFile;
  /** Of a command that this process started. */
  readonly #child: ChildProcess | undefined;
  readonly #exited = Promise.withResolvers<void>();

  /** `process` is, or was, the head of its process group. */
  constructor(directory: string, process: ProcessIdentity, child?: ChildProcess) {
    this.#process = process;
    this.#stdout = new OutputFile(join(directory, "stdout"));
    this.#stderr = new OutputFile(join(directory, "stderr"));
    this.#child = child;
    child?.once("exit", () => this.#exited.resolve());
  }

  get process(): ProcessIdentity {
    return this.#process;
  }

  /** Its exit code, as far as this process can know it without the file. */
  get code(): number | undefined {
    return this.#child?.exitCode ?? undefined;
  }

  /** It waits until `begin`. */
  static async prepare(directory: string, argv: Argv, env: Readonly<Record<string, string>>): Promise<LongCommand> {
    const output = await Promise.all(["stdout", "stderr"].map((name) => open(join(directory, name), "ax", 0o600)));
    try {
      const child = await started(directory, argv, env, output);
      const process = child.pid === undefined ? undefined : await identityOf(child.pid);
      if (process) return new LongCommand(directory, process, child);
      throw new AppError("STEP_COMMAND_FAILED", `cannot start ${argv[0]}: its process ended before it began`);
    } finally {
      await Promise.all(output.map((file) => file.close()));
    }
  }

  begin(): void {
    this.#child?.stdin?.end("go\n");
  }

  /** It has not begun and never will. */
  forgo(): void {
    this.#child?.stdin?.destroy();
  }

  /** Of a child its exit code is known only once it was fetched. */
  async isOver(): Promise<boolean> {
    return this.#child
      ? this.#child.exitCode !== null || this.#child.signalCode !== null
      : !(await lives(this.#process));
  }

  tell(onLine: ((line: string) => void) | undefined): void {
    this.#stdout.tell(onLine);
    this.#stderr.tell(onLine);
  }

  /** Waits for its end, or for the signal; the lines come meanwhile. Who waits so reads its outputs to their end, or closes it. */
  wait(signal: AbortSignal): Promise<"ended" | "aborted"> {
    return this.#watch(signal, () => this.read());
  }

  /** As `wait`, for who wants none of what it says. */
  outlast(signal: AbortSignal): Promise<"ended" | "aborted"> {
    return this.#watch(signal, async () => undefined);
  }

  async #watch(signal: AbortSignal, look: () => Promise<void>): Promise<"ended" | "aborted"> {
    const stop = aborted(signal);
    while (!signal.aborted) {
      await look();
      if (await this.isOver()) return "ended";
      await Promise.race([this.#exited.promise, stop, pause(lookEveryMs)]);
    }
    return "aborted";
  }

  /** Both outputs as far as they go. */
  async read(): Promise<void> {
    await Promise.all([this.#stdout.read(), this.#stderr.read()]);
  }

  /** The last lines that were read. */
  recent(count: number): readonly string[] {
    return lastLines(`${this.#stdout.text}\n${this.#stderr.text}`, count);
  }

  async output(): Promise<Omit<ExecResult, "code">> {
    await Promise.all([this.#stdout.end(), this.#stderr.end()]);
    return { stdout: this.#stdout.text, stderr: this.#stderr.text };
  }

  /** Nobody here reads its outputs any more; what runs goes on. */
  async close(): Promise<void> {
    await Promise.all([this.#stdout.close(), this.#stderr.close()]);
  }

  /** Ends the whole process group. */
  async end(): Promise<void> {
    if (await this.isOver()) return;
    killGroup(this.#process.pid, "SIGTERM");
    await this.#over(killGraceMs);
    // Whoever ignored the first signal may have outlived the head of the group.
    killGroup(this.#process.pid, "SIGKILL");
    await this.#over(diesWithinMs);
  }

  async #over(limitMs: number): Promise<void> {
    for (let waited = 0; waited < limitMs && !(await this.isOver()); waited += lookEveryMs) await pause(lookEveryMs);
  }
}

function started(
  directory: string,
  argv: Argv,
  env: Readonly<Record<string, string>>,
  output: readonly FileHandle[],
): Promise<ChildProcess> {
  const [out, err] = output;
  const child = spawn("/bin/sh", ["-c", wrapper, "quorate-command", directory, ...argv], {
    cwd: "/",
    detached: true,
    env: { ...programEnvironment, ...env },
    stdio: ["pipe", out?.fd ?? "ignore", err?.fd ?? "ignore"],
  });
  // A wrapper that died before it read is noticed by its end.
  child.stdin?.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve(child));
    child.once("error", (cause) => {
      reject(new AppError("STEP_COMMAND_FAILED", `cannot start ${argv[0]}: ${cause.message}`, { cause }));
    });
  });
}

function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nobody is left in it.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
