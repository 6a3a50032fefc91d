import { constants } from "node:os";
import { AppError } from "@quorate/shared/errors";
import type { execa as Execa } from "execa";
import type { Argv, ExecOptions, ExecResult } from "./host.ts";
import { CappedText, LineSplitter } from "./program-output.ts";
import { programDirectories } from "./programs.ts";

/** Nothing of the agent's own environment reaches a program. */
export const programEnvironment = { PATH: programDirectories.join(":"), LANG: "C.UTF-8", LC_ALL: "C" };
const outputLimitBytes = 1_048_576;
export const defaultTimeoutMs = 30_000;
/** Between asking the process group to end and killing it. */
const killGraceMs = 2_000;
/** How long output is still read after the program itself has ended: a daemon it left behind may keep the pipes open for ever. */
const lingerMs = 500;
const evidenceLines = 20;

const programOptions = {
  buffer: false,
  reject: false,
  killDescendants: true,
  forceKillAfterDelay: killGraceMs,
  extendEnv: false,
  cwd: "/",
  encoding: "buffer",
  stdout: "pipe",
  stderr: "pipe",
} as const;
type Program = ReturnType<typeof start>;

/** Runs one program in a process group of its own. See Host.exec for what it promises. */
export async function runProgram(argv: Argv, options: ExecOptions = {}): Promise<ExecResult> {
  // With the first program, not before: it is a fifth of what an agent that waits for work would hold in memory.
  const { execa } = await import("execa");
  options.signal?.throwIfAborted();
  const timeout = options.timeoutMs ?? defaultTimeoutMs;
  const program = start(execa, argv, timeout, options);
  const stdout = capture(program.stdout, options.onLine);
  const stderr = capture(program.stderr, options.onLine);
  const result = await settled(program);
  // The streams' own close may come later, and the last line would be told after the program's end.
  for (const captured of [stdout, stderr]) captured.end();
  if (result.isCanceled) throw options.signal?.reason;
  if (result.timedOut) {
    throw tooSlow(argv, timeout, { stdout: stdout.text(), stderr: stderr.text() });
  }
  const code = exitCodeOf(result);
  if (code === undefined) throw cannotStart(argv, result.code ?? result.originalMessage ?? "?", result.cause);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

export function tooSlow(argv: Argv, limitMs: number, { stdout, stderr }: Omit<ExecResult, "code">): AppError {
  return new AppError(
    "STEP_COMMAND_FAILED",
    `${argv.join(" ")} did not end within ${limitMs / 1000} s and was killed`,
    { evidence: lastLines(`${stdout}\n${stderr}`) },
  );
}

export function cannotStart([program]: Argv, why: string, cause?: unknown): AppError {
  return new AppError("STEP_COMMAND_FAILED", `cannot start ${program}: ${why}`, {
    cause,
    hint: `is the package that brings ${program} installed on the host?`,
  });
}

function start(execa: typeof Execa, [file, ...args]: Argv, timeout: number, options: ExecOptions) {
  return execa(file, args, {
    ...programOptions,
    timeout,
    input: options.input ?? "",
    env: { ...programEnvironment, ...options.env },
    ...(options.signal ? { cancelSignal: options.signal } : {}),
  });
}

type ProgramResult = Awaited<Program>;

/** Waits for the program, not for whoever it left behind with its pipes open; after a kill the rest of its group goes too. */
async function settled(program: Program): Promise<ProgramResult> {
  let linger: NodeJS.Timeout | undefined;
  program.nodeChildProcess.once("exit", () => {
    linger = setTimeout(() => {
      program.stdout.destroy();
      program.stderr.destroy();
    }, lingerMs);
  });
  const result = await program;
  clearTimeout(linger);
  if (result.isCanceled || result.timedOut) program.kill("SIGKILL");
  return result;
}

/** Shells show a program that died of a signal as 128 + its number; so do we. */
function exitCodeOf(result: ProgramResult): number | undefined {
  if (result.exitCode !== undefined) return result.exitCode;
  return result.signal === undefined ? undefined : 128 + constants.signals[result.signal];
}

interface Captured {
  text(): string;
  /** Tells a last line that had no line end. */
  end(): void;
}

function capture(stream: Program["stdout"], onLine: ((line: string) => void) | undefined): Captured {
  const text = new CappedText(outputLimitBytes);
  const lines = onLine ? new LineSplitter(onLine) : undefined;
  stream.on("data", (chunk: Buffer) => {
    text.add(chunk);
    lines?.add(chunk);
  });
  return { text: () => text.toString(), end: () => lines?.end() };
}

/** The last lines with something in them, for the evidence of an error. */
export function lastLines(text: string, count = evidenceLines): string[] {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
