import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "../../host/host.ts";
import { unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";

type Files = Pick<HostFiles, "read">;

const pollMs = 5;
/** systemctl is asked this seldom, where the control group cannot be read. */
const pollsPerQuestion = 40;

/**
 * Waits for the unit's first process without starting programs: systemd makes the unit's control group and puts the process
 * in. Gives its process id, or "died" when it has come and gone unseen. Rejects with the signal's reason only.
 */
export async function waitForProcess(ctx: StepContext, unit: string, signal: AbortSignal): Promise<number | "died"> {
  const groups = await controlGroups(ctx.host.files, unit);
  for (let polls = 1; ; polls++) {
    const found = await firstProcess(ctx.host.files, groups);
    if (found !== undefined) return found;
    const told = polls % pollsPerQuestion === 0 ? await toldBySystemd(ctx, unit, signal) : undefined;
    if (told !== undefined) return told;
    await ctx.clock.sleep(pollMs, signal);
  }
}

async function toldBySystemd(
  ctx: StepContext,
  unit: string,
  signal: AbortSignal,
): Promise<number | "died" | undefined> {
  const { mainPid, active, sub } = await unitState(ctx.host, unit, { signal });
  if (mainPid !== 0) return mainPid;
  return active === "failed" || sub === "auto-restart" ? "died" : undefined;
}

/** The same group of the unit in the unified hierarchy, in systemd's own of cgroup v1, and in the hybrid of both. */
async function controlGroups(files: Files, unit: string): Promise<readonly string[]> {
  const rows = ((await files.read("/proc/1/cgroup")) ?? "").split("\n");
  const own = rows.find((row) => /^\d+:name=systemd:/.test(row)) ?? rows.find((row) => row.startsWith("0::")) ?? "";
  // systemd itself sits in init.scope below the root of its tree; services are in system.slice beside it.
  const root = own
    .split(":")
    .slice(2)
    .join(":")
    .replace(/\/(?:init\.scope)?$/, "");
  return ["", "/systemd", "/unified"].map((tree) => `/sys/fs/cgroup${tree}${root}/system.slice/${unit}/cgroup.procs`);
}

async function firstProcess(files: Files, groups: readonly string[]): Promise<number | undefined> {
  for (const group of groups) {
    const first = Number((await files.read(group))?.split("\n", 1)[0]);
    if (first > 0) return first;
  }
  return undefined;
}

/** Resolves when the process is gone. Rejects with the signal's reason only. */
export async function waitForEnd(ctx: StepContext, pid: number, signal: AbortSignal): Promise<void> {
  while (await isAlive(ctx, pid)) await ctx.clock.sleep(20, signal);
}

/** A process that has ended and was not yet collected is as good as gone. */
async function isAlive(ctx: StepContext, pid: number): Promise<boolean> {
  try {
    const stat = await ctx.host.files.read(`/proc/${pid}/stat`);
    return stat !== undefined && !/\) [ZX] /.test(stat);
  } catch (error) {
    // It ended between the opening and the reading of the file.
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return false;
    throw error;
  }
}
