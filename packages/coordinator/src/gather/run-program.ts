import { execFile } from "node:child_process";
import { AppError } from "@quorate/shared/errors";

export interface ProgramOptions {
  readonly cwd?: string;
  /** Milliseconds; half an hour unless given: a download may be slow. */
  readonly timeoutMs?: number;
}

const longestMs = 1_800_000;
const maxOutput = 67_108_864;

/** What it says on standard output. Rejects BUNDLE_INCOMPLETE, with its last lines as evidence. */
export function runProgram(argv: readonly [string, ...string[]], options: ProgramOptions = {}): Promise<string> {
  const [program, ...args] = argv;
  const { cwd, timeoutMs = longestMs } = options;
  // biome-ignore lint/style/noProcessEnv: proxies and APT_CONFIG are the operator's
  const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, env, timeout: timeoutMs, maxBuffer: maxOutput }, (error, stdout, stderr) => {
      if (error) reject(failed(argv, error, `${stdout}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

function failed(argv: readonly string[], error: Error & { code?: unknown }, said: string): AppError {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const told = lines.find((line) => /^(?:E:|Error)/.test(line)) ?? lines.at(-1) ?? error.message;
  const why = error.code === "ENOENT" ? "there is no such program on this machine" : told;
  return new AppError("BUNDLE_INCOMPLETE", `${argv.slice(0, 2).join(" ")}: ${why}`, {
    cause: error,
    evidence: lines.slice(-20),
  });
}
