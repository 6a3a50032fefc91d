import type { EtcdHealth } from "@quorate/shared/heartbeat";

export type EtcdMetrics = Pick<EtcdHealth, "leaderChanges" | "fsyncP99Ms">;

const leaderChanges = /^etcd_server_leader_changes_seen_total (\S+)$/m;
const fsyncBucket = /^etcd_disk_wal_fsync_duration_seconds_bucket\{le="([^"]+)"\} (\S+)$/gm;

/** Of the Prometheus text of a member (names as in etcd 3.4 and 3.5); what is not in it is absent. */
export function etcdMetrics(text: string): EtcdMetrics {
  const changes = Number(leaderChanges.exec(text)?.[1]);
  const buckets = [...text.matchAll(fsyncBucket)].map(([, le = "", count]) => [bound(le), Number(count)] as const);
  const seconds = quantile(0.99, buckets);
  return {
    ...(Number.isSafeInteger(changes) && changes >= 0 ? { leaderChanges: changes } : {}),
    ...(seconds === undefined ? {} : { fsyncP99Ms: Math.round(seconds * 1e6) / 1e3 }),
  };
}

const bound = (le: string): number => (le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le));

/** As Prometheus' histogram_quantile: linear within a bucket, and never above the last finite bound. */
function quantile(share: number, buckets: readonly (readonly [le: number, count: number])[]): number | undefined {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (!(total > 0)) return undefined;
  const rank = share * total;
  const at = buckets.findIndex(([, count]) => count >= rank);
  const [le = 0, count = 0] = buckets[at] ?? [];
  const [low, below] = buckets[at - 1] ?? [0, 0];
  return le === Number.POSITIVE_INFINITY ? low : low + ((le - low) * (rank - below)) / (count - below);
}
