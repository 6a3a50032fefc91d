import { type Check, generationFile, passed, warning } from "./check.ts";

const id = "FSYNC";
/** Few enough to be quick, enough for a hundredth to mean something; as long as etcd's usual entry. */
const sample = { writes: 60, bytes: 4096, budgetMs: 1_200 };

/** How long the disk takes to have a write safe: etcd waits for it on every one. */
export const checkWriteSpeed: Check = async ({ dataDir, minimum }, { host }) => {
  // Measuring beside a running member disturbs it, and what it is worth is seen in its own metrics.
  if (await host.files.status(generationFile)) return [passed(id, "not measured beside a member of ours")];
  const times = [...(await host.disk.syncTimes(dataDir, sample))].sort((a, b) => a - b);
  const p99 = times[Math.max(0, Math.ceil(times.length * 0.99) - 1)] ?? 0;
  const detail = `99 of 100 writes are safe within ${p99.toFixed(1)} ms (${times.length} measured), limit ${minimum.fsyncP99Ms} ms`;
  if (p99 <= minimum.fsyncP99Ms) return [passed(id, detail)];
  return [warning(id, detail, "put spec.etcd.dataDir on an SSD; etcd wants 10 ms")];
};
