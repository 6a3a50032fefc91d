import { access } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import type { ExecOptions, Host } from "./host.ts";
import { nothingRecorded } from "./originals.ts";
import { findProgram } from "./programs.ts";
import { realDisk } from "./real-disk.ts";
import { realFiles } from "./real-files.ts";
import { realNetwork } from "./real-network.ts";
import { lastLines, runProgram } from "./run-program.ts";

const files = realFiles({ onReplaced: relabel });

/** The machine this runs on. */
export function createHost(): Host {
  return {
    exec: runProgram,
    run: runOrFail,
    files,
    network: realNetwork,
    disk: realDisk,
    originals: nothingRecorded(files),
  };
}

async function runOrFail(argv: readonly [string, ...string[]], options: ExecOptions = {}): Promise<string> {
  const result = await runProgram(argv, options);
  if (result.code === 0) return result.stdout;
  const evidence = [...lastLines(result.stdout), ...lastLines(result.stderr)].slice(-20);
  const last = evidence.at(-1);
  const shown = `${argv.join(" ")} exited ${result.code}${last === undefined ? "" : `: ${last.slice(0, 300)}`}`;
  throw new AppError("STEP_COMMAND_FAILED", shown, { evidence });
}

/** A new file gets the SELinux label of its directory, and some (/etc/hosts) want one of their own; without SELinux there is nothing to do. */
async function relabel(path: string): Promise<void> {
  const active = await access("/sys/fs/selinux/enforce").then(
    () => true,
    () => false,
  );
  if (active && (await findProgram(files, "restorecon"))) await runOrFail(["restorecon", "--", path]);
}
