import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Argv, ExecOptions, ExecResult } from "../../host/host.ts";
import type { StepContext } from "../handler.ts";

export interface LockSigns {
  /** Did the command fail because somebody else holds the lock. */
  isHeld(result: ExecResult): boolean;
  /** Names of processes that may hold it: of the same family, whatever else is at work. */
  readonly holders: readonly string[];
  /** The holder in the command's own words: name and process id; undefined when it does not tell. */
  holder(result: ExecResult): string | undefined;
}

export interface LockWait {
  readonly limitMs: number;
  readonly signs: LockSigns;
}

export const aptLockSigns: LockSigns = {
  holders: ["apt", "apt-get", "aptitude", "dpkg", "unattended-upgr", "packagekitd"],
  isHeld: ({ stderr }) => /Could not get lock|Unable to (?:acquire|lock)|is locked by another process/.test(stderr),
  // While apt itself waits it says so on standard output.
  holder: ({ stderr, stdout }) => {
    const found = /held by process (\d+)(?: \(([^)]*)\))?/.exec(stdout + stderr);
    return found ? `${found[2] ?? "process"} (pid ${found[1]})` : undefined;
  },
};

/** dnf and yum exit with 200 when exit_on_lock is set and another of them is at work; of a bare rpm dnf 4.14 hears from rpm's library alone. */
export const rpmLockSigns: LockSigns = {
  holders: ["dnf", "yum", "rpm", "packagekitd"],
  isHeld: ({ code, stderr, stdout }) =>
    code === 200 ||
    /Existing lock|another copy is running|can't create transaction lock on \S+ \(Resource temporarily/.test(
      stderr + stdout,
    ),
  holder: ({ stderr, stdout }) => {
    const [, pid, name = "process"] = /\bpid\s*:?\s*(\d+)(?: is: (\S+))?/i.exec(stdout + stderr) ?? [];
    return pid === undefined ? undefined : `${name} (pid ${pid})`;
  },
};

const pollMs = 1_000;

/** Runs a package manager, again and again while another one holds its lock. Rejects PACKAGE_LOCKED, naming the holder, when that takes too long. */
export async function withLockWait(
  ctx: StepContext,
  argv: Argv,
  options: ExecOptions,
  wait: LockWait,
): Promise<ExecResult> {
  const started = ctx.clock.monoNs();
  let told = false;
  for (;;) {
    const result = await ctx.host.exec(argv, options);
    if (result.code === 0 || !wait.signs.isHeld(result)) return result;
    const holder = wait.signs.holder(result) ?? (await likelyHolder(ctx, wait.signs.holders));
    if (elapsedMs(ctx.clock, started) >= wait.limitMs) throw locked(argv[0], holder, wait.limitMs);
    if (!told) ctx.output(`waiting for ${holder}, which holds the package manager's lock`);
    told = true;
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

function locked(program: string, holder: string, limitMs: number): AppError {
  return new AppError("PACKAGE_LOCKED", `${program} waited ${limitMs / 1000} s for ${holder}, which keeps the lock`, {
    hint: `wait for ${holder} to end, then run again`,
  });
}

/** Older package managers do not say who: a running one is it, most likely. */
async function likelyHolder({ host: { files } }: StepContext, holders: readonly string[]): Promise<string> {
  const pids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    const name = (await files.read(`/proc/${pid}/comm`))?.trim() ?? "";
    if (holders.includes(name)) return `${name} (pid ${pid})`;
  }
  return "another package manager";
}
