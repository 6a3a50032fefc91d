import { expect, test } from "vitest";
import { etcdMetrics } from "./etcd-metrics.ts";

/** As etcd 3.4.23 writes them. */
const text = (last: number): string => `# TYPE etcd_server_leader_changes_seen_total counter
etcd_server_leader_changes_seen_total 2
# TYPE etcd_disk_wal_fsync_duration_seconds histogram
etcd_disk_wal_fsync_duration_seconds_bucket{le="0.001"} 90
etcd_disk_wal_fsync_duration_seconds_bucket{le="0.002"} 98
etcd_disk_wal_fsync_duration_seconds_bucket{le="0.004"} ${last}
etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 100
etcd_disk_wal_fsync_duration_seconds_sum 0.1
etcd_disk_wal_fsync_duration_seconds_count 100
`;

test("a member's metrics say how often the leader changed, and how long the slow writes of its log took", () => {
  // The 99th of 100 is in the middle of the bucket from 2 to 4 ms.
  expect(etcdMetrics(text(100))).toEqual({ leaderChanges: 2, fsyncP99Ms: 3 });
});

test("a write beyond the last bound counts as that bound, as in Prometheus", () => {
  expect(etcdMetrics(text(98))).toEqual({ leaderChanges: 2, fsyncP99Ms: 4 });
});

test.each(["", "404 page not found", 'etcd_disk_wal_fsync_duration_seconds_bucket{le="+Inf"} 0\n'])(
  "what is not said is not made up: %j",
  (said) => {
    expect(etcdMetrics(said)).toEqual({});
  },
);
