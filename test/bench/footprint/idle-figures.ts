import { readFile } from "node:fs/promises";
import { processesIn } from "../../lab/cgroup.ts";
import type { LabHost } from "../../lab/lab-host.ts";
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
 * Watches a unit for `ms`. Memory is read from outside the host, so that looking starts nothing there. `cgroup` is the unit's own,
 * as this machine sees it; the unit must have CPUAccounting.
 */
export async function watchIdle(host: LabHost, unit: string, cgroup: string, ms: number): Promise<IdleFigures> {
  const cpu = await processorNs(host, unit);
  const first = await lastPid(host);
  const since = performance.now();
  const looks: Memory[] = [];
  while (performance.now() - since < ms) {
    looks.push(await memoryOf(cgroup));
    await pause(lookEveryMs);
  }
  const minutes = (performance.now() - since) / minuteMs;
  // The second look is a process of its own.
  const begun = (await lastPid(host)) - first - 1;
  const used = (await processorNs(host, unit)) - cpu;
  return {
    anonymous: median(looks.map((look) => look.anonymous)),
    resident: median(looks.map((look) => look.resident)),
    proportional: median(looks.map((look) => look.proportional)),
    processorMs: used / 1e6 / minutes,
    begun: begun / minutes,
  };
}

type Memory = Pick<IdleFigures, "anonymous" | "resident" | "proportional">;

async function memoryOf(cgroup: string): Promise<Memory> {
  const texts = await Promise.all((await processesIn(cgroup)).map((pid) => rollupOf(pid)));
  const sum = (name: string) => texts.reduce((bytes, text) => bytes + rollupBytes(text, name), 0);
  return { anonymous: sum("Anonymous"), resident: sum("Rss"), proportional: sum("Pss") };
}

/** One line of smaps_rollup, in bytes; 0 when it is not there. */
export function rollupBytes(text: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1] ?? 0) * 1_024;
}

/** Children of a poll end between two looks. */
async function rollupOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/smaps_rollup`, "utf8");
  } catch {
    return "";
  }
}

async function processorNs(host: LabHost, unit: string): Promise<number> {
  return Number((await host.exec(["systemctl", "show", unit, "--property=CPUUsageNSec", "--value"])).stdout);
}

/** The last field of /proc/loadavg: ids are given in turn, each to one process or thread, and each host has its own. */
async function lastPid(host: LabHost): Promise<number> {
  return Number((await host.exec(["cat", "/proc/loadavg"])).stdout.trim().split(" ").at(-1));
}
