import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHierarchies, processesIn } from "../lab/cgroup.ts";
import { type LabPaths, operatorCgroup } from "../lab/paths.ts";

/** Processor time used so far, milliseconds over all cores. */
export interface ProcessorTime {
  readonly atMs: number;
  readonly machineMs: number;
  /** By the lab's hosts, and by everything at the operator's place: the coordinator, ssh, Ansible, this process. */
  readonly oursMs: number;
}

// What /proc counts in: 100 to the second on every Linux that Node runs on.
const tickMs = 10;

export async function processorTime(lab: LabPaths): Promise<ProcessorTime> {
  const [machineMs, hostsMs, operatorMs] = await Promise.all([machineTime(), hostsTime(lab), operatorTime(lab)]);
  return { atMs: performance.now(), machineMs, oursMs: hostsMs + operatorMs };
}

/** How many cores were busy on average with what is not the benchmark's. */
export function coresOfOthers(before: ProcessorTime, after: ProcessorTime): number {
  const others = after.machineMs - before.machineMs - (after.oursMs - before.oursMs);
  return Math.max(0, others) / (after.atMs - before.atMs);
}

/** Everything but idle and waiting for disks; stolen time too, for it is taken by others. */
export function busyTicks(procStat: string): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (procStat.split("\n")[0] ?? "")
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return user + nice + system + irq + softirq + steal;
}

/** A process's own time and that of its children that have ended. */
export function processTicks(procPidStat: string): number {
  // The name in parentheses may hold spaces; utime is the 12th field after it.
  const fields = procPidStat.slice(procPidStat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

async function machineTime(): Promise<number> {
  return busyTicks(await textOf("/proc/stat")) * tickMs;
}

async function hostsTime(lab: LabPaths): Promise<number> {
  for (const { mount, unified } of parseHierarchies(await textOf("/proc/self/mountinfo"))) {
    const file = unified ? "cpu.stat" : "cpuacct.usage";
    const text = await textOf(join(mount, lab.name, file));
    if (text !== "") return unified ? Number(/^usage_usec (\d+)/m.exec(text)?.[1] ?? 0) / 1_000 : Number(text) / 1e6;
  }
  return 0;
}

/** Only where the operator's place is in no accounted group of its own (cgroup v1); with v2 it is counted with the hosts. */
async function operatorTime(lab: LabPaths): Promise<number> {
  const [first] = parseHierarchies(await textOf("/proc/self/mountinfo"));
  if (first?.unified !== false) return 0;
  const pids = await processesIn(operatorCgroup(lab));
  const stats = await Promise.all(pids.map((pid) => textOf(`/proc/${pid}/stat`)));
  return stats.filter((stat) => stat !== "").reduce((sum, stat) => sum + processTicks(stat), 0) * tickMs;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return "";
  }
}
