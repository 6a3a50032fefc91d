import { AppError } from "@quorate/shared/errors";
import type { ExecResult, Host } from "../host/host.ts";
import { type ManagedFile, writeManagedFile } from "./managed-file.ts";

export interface ConfigCheck {
  /** Argument array that checks the candidate at `path` and changes nothing. */
  readonly argv: (path: string) => readonly [string, ...string[]];
  readonly signal: AbortSignal;
}

/**
 * Lets the service's own checker look at a candidate beside the file, and only then replaces it. Rejects CONFIG_REJECTED with
 * the checker's lines; the old file is then untouched.
 */
export async function replaceChecked(host: Host, file: ManagedFile, check: ConfigCheck): Promise<void> {
  const candidate = { ...file, path: `${file.path}.candidate` };
  await writeManagedFile(host.files, candidate);
  try {
    const argv = check.argv(candidate.path);
    const result = await host.exec(argv, { signal: check.signal });
    if (result.code !== 0) throw rejected(file.path, argv, result);
  } finally {
    await host.files.remove(candidate.path);
  }
  // Last: an agent that dies before it comes back to a file that is not as wanted, and does it all once more.
  await writeManagedFile(host.files, file);
}

function rejected(path: string, argv: readonly string[], result: ExecResult): AppError {
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  return new AppError("CONFIG_REJECTED", `${argv[0]} refuses what was rendered for ${path} (exit ${result.code})`, {
    evidence: lines.slice(-20),
  });
}
