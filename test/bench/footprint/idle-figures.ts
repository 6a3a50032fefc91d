import { processesIn } from "../../lab/cgroup.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { textOf } from "../../lab/text-of.ts";
import { median } from "../statistics.ts";

/** What a service takes while it has nothing to do. */
export interface IdleFigures {
  /** Bytes, over all its processes, median of the looks. */
  readonly anonymous: number;
  readonly resident: number;
  /** Resident, with what others map too counted by its share. */
  readonly proportional: number;
  /** Milliseconds of processor time for each minute, its children's with it. */
  readonly processorMs: number;
  /** Processes and threads that began on the whole host, for each minute. */
  readonly begun: number;
}

const lookEveryMs = 5_000;
const minuteMs = 60_000;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Watches a unit for `ms`. Memory and processor time are read from outside the host, so that looking starts nothing there. `cgroup` is
 * the host's, as this machine sees it.
 */
export async function watchIdle(host: LabHost, unit: string, cgroup: string, ms: number): Promise<IdleFigures> {
  const used = await processorMs(cgroup, unit);
  const first = await lastPid(host);
  const since = performance.now();
  const looks: Memory[] = [];
  while (performance.now() - since < ms) {
    looks.push(await memoryOf(await processesOf(cgroup, unit)));
    await pause(lookEveryMs);
  }
  const minutes = (performance.now() - since) / minuteMs;
  // The second look is a process of its own.
  const begun = (await lastPid(host)) - first - 1;
  return {
    anonymous: median(looks.map((look) => look.anonymous)),
    resident: median(looks.map((look) => look.resident)),
    proportional: median(looks.map((look) => look.proportional)),
    processorMs: ((await processorMs(cgroup, unit)) - used) / minutes,
    begun: begun / minutes,
  };
}

type Memory = Pick<IdleFigures, "anonymous" | "resident" | "proportional">;

/** Wherever below the host's own cgroup its systemd has that of the unit. */
export async function processesOf(cgroup: string, unit: string): Promise<readonly number[]> {
  const all = await processesIn(cgroup);
  const paths = await Promise.all(all.map((pid) => textOf(`/proc/${pid}/cgroup`)));
  return all.filter((_, at) => paths[at]?.split("\n").some((line) => line.endsWith(`/${unit}`)));
}

/** Children of a poll may end between two looks: what is not there takes nothing. */
async function memoryOf(pids: readonly number[]): Promise<Memory> {
  const texts = await Promise.all(pids.map((pid) => textOf(`/proc/${pid}/smaps_rollup`)));
  const sum = (name: string) => texts.reduce((bytes, text) => bytes + rollupBytes(text, name), 0);
  return { anonymous: sum("Anonymous"), resident: sum("Rss"), proportional: sum("Pss") };
}

/** One line of smaps_rollup, in bytes; 0 when it is not there. */
export function rollupBytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1_024;
}

async function processorMs(cgroup: string, unit: string): Promise<number> {
  const texts = await Promise.all((await processesOf(cgroup, unit)).map((pid) => textOf(`/proc/${pid}/stat`)));
  return texts.reduce((ms, text) => ms + spentMs(text), 0);
}

/** What a process and its children that have ended took, of /proc/PID/stat: utime, stime, cutime, cstime in hundredths of a second (proc(5)). */
export function spentMs(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((ms, ticks) => ms + Number(ticks) * 10, 0);
}

/** The last field of /proc/loadavg: ids are given in turn, each to one process or thread, and each host has its own. */
async function lastPid(host: LabHost): Promise<number> {
  return Number((await host.exec(["cat", "/proc/loadavg"])).stdout.trim().split(" ").at(-1));
}
