import { readFileSync } from "node:fs";

export interface MemorySample {
  readonly load1: number;
  readonly memoryTotalBytes: number;
  readonly memoryAvailableBytes: number;
}

/** Two reads of procfs, which never wait for a disk. MemAvailable: kernel 3.14 and later (proc(5)). */
export function readMemory(proc = "/proc"): MemorySample {
  const meminfo = readFileSync(`${proc}/meminfo`, "utf8");
  const bytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(meminfo)?.[1] ?? 0) * 1_024;
  return {
    load1: Number(readFileSync(`${proc}/loadavg`, "utf8").split(" ")[0]),
    memoryTotalBytes: bytes("MemTotal"),
    memoryAvailableBytes: bytes("MemAvailable"),
  };
}
