import { randomBytes } from "node:crypto";
import { constants, open, stat, statfs, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isErrno, named } from "./file-trouble.ts";
import type { HostDisk, SyncTimesOptions } from "./host.ts";

export const realDisk: HostDisk = {
  freeMiB: (path) =>
    named("measure the free space of", path, async () => {
      const found = await statfs(await nearestDirectory(path));
      return Math.floor((found.bavail * found.bsize) / 1_048_576);
    }),
  syncTimes: (path, options) =>
    named("measure the write time of", path, async () => measure(await nearestDirectory(path), options)),
};

/** Same pattern as etcd's write-ahead log: append a block, fdatasync, again. */
async function measure(directory: string, { writes, bytes, budgetMs }: SyncTimesOptions): Promise<number[]> {
  const path = join(directory, `.write-time.${randomBytes(6).toString("hex")}`);
  const handle = await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600);
  const block = Buffer.alloc(bytes, 1);
  const times: number[] = [];
  try {
    const end = performance.now() + budgetMs;
    while (times.length < writes && performance.now() < end) {
      const started = performance.now();
      await handle.write(block);
      await handle.datasync();
      times.push(performance.now() - started);
    }
  } finally {
    await handle.close();
    await unlink(path);
  }
  return times;
}

async function nearestDirectory(path: string): Promise<string> {
  for (let here = path; ; here = dirname(here)) {
    try {
      if ((await stat(here)).isDirectory()) return here;
    } catch (error) {
      if (here === "/" || !isErrno(error, "ENOENT", "ENOTDIR")) throw error;
    }
  }
}
