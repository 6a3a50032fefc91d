import type { ClockEstimate } from "./clock-estimate.ts";

/** absent: not installed. failed is only said where it can be seen without asking systemd. */
export type UnitState = "absent" | "stopped" | "running" | "failed";

export interface UnitStatus {
  readonly name: string;
  readonly state: UnitState;
}

export interface EtcdHealth {
  readonly healthy: boolean;
  /** Hexadecimal without prefix; empty while unknown. */
  readonly memberId: string;
  readonly clusterId: string;
  readonly leader: boolean;
  readonly databaseBytes: number;
  /** Why it is not healthy, in one line; empty when it is. */
  readonly problem: string;
  /** How often this member has seen a leader come since it started; absent while unknown. */
  readonly leaderChanges?: number;
  /** 99 of 100 writes of its log were on the disk within so many milliseconds, since it started; absent while unknown. */
  readonly fsyncP99Ms?: number;
}

/** What a host looks like at one moment. Sizes in bytes. */
export interface HostHealth {
  readonly load1: number;
  readonly memoryTotalBytes: number;
  readonly memoryAvailableBytes: number;
  readonly diskTotalBytes: number;
  readonly diskAvailableBytes: number;
  /** Resident memory of the agent itself; absent from an older one. */
  readonly agentMemoryBytes?: number;
  readonly units: readonly UnitStatus[];
  readonly vipHeld: boolean;
  /** Absent when no etcd member is watched on the host. */
  readonly etcd?: EtcdHealth;
}

export interface Heartbeat {
  /** Grows by one for each heartbeat of one agent process. */
  readonly sequence: bigint;
  readonly bootId: string;
  readonly sentMonoNs: bigint;
  readonly sentWallNs: bigint;
  /** The agent's best estimate so far; absent before the first exchange. */
  readonly clock?: ClockEstimate;
  readonly health: HostHealth;
}

/** When the coordinator received heartbeat `sequence` and when it sent this, by its own clocks. */
export interface HeartbeatAck {
  readonly sequence: bigint;
  readonly receivedMonoNs: bigint;
  readonly receivedWallNs: bigint;
  readonly sentMonoNs: bigint;
  readonly sentWallNs: bigint;
}
