import type { ClockEstimate } from "../clock-estimate.ts";
import type { EtcdHealth, Heartbeat, HeartbeatAck, UnitState, UnitStatus } from "../heartbeat.ts";
import { byteCount, malformed } from "./codec-scalar.ts";
import type { ClockEstimate__Output, ClockEstimate as WireClock } from "./generated/quorate/v1/ClockEstimate.ts";
import type { EtcdHealth__Output, EtcdHealth as WireEtcd } from "./generated/quorate/v1/EtcdHealth.ts";
import type { Heartbeat__Output, Heartbeat as WireHeartbeat } from "./generated/quorate/v1/Heartbeat.ts";
import type { HeartbeatAck__Output, HeartbeatAck as WireAck } from "./generated/quorate/v1/HeartbeatAck.ts";
import type { UnitState__Output } from "./generated/quorate/v1/UnitState.ts";
import type { UnitStatus__Output } from "./generated/quorate/v1/UnitStatus.ts";

const stateToWire = {
  absent: "UNIT_STATE_ABSENT",
  stopped: "UNIT_STATE_STOPPED",
  running: "UNIT_STATE_RUNNING",
  failed: "UNIT_STATE_FAILED",
} as const satisfies Record<UnitState, UnitState__Output>;

const stateFromWire = {
  UNIT_STATE_UNSPECIFIED: undefined,
  UNIT_STATE_ABSENT: "absent",
  UNIT_STATE_STOPPED: "stopped",
  UNIT_STATE_RUNNING: "running",
  UNIT_STATE_FAILED: "failed",
} as const satisfies Record<UnitState__Output, UnitState | undefined>;

export function encodeClock(clock: ClockEstimate): WireClock {
  return {
    monoOffsetNs: clock.monoOffsetNs.toString(),
    wallOffsetNs: clock.wallOffsetNs.toString(),
    errorNs: clock.errorNs.toString(),
    samples: clock.samples,
  };
}

export function decodeClock(wire: ClockEstimate__Output): ClockEstimate {
  return {
    monoOffsetNs: BigInt(wire.monoOffsetNs),
    wallOffsetNs: BigInt(wire.wallOffsetNs),
    errorNs: BigInt(wire.errorNs),
    samples: wire.samples,
  };
}

export function encodeHeartbeat(heartbeat: Heartbeat): WireHeartbeat {
  const { health, clock } = heartbeat;
  return {
    sequence: heartbeat.sequence.toString(),
    bootId: heartbeat.bootId,
    sentMonoNs: heartbeat.sentMonoNs.toString(),
    sentWallNs: heartbeat.sentWallNs.toString(),
    clock: clock ? encodeClock(clock) : null,
    load1: health.load1,
    memoryTotalBytes: health.memoryTotalBytes,
    memoryAvailableBytes: health.memoryAvailableBytes,
    diskTotalBytes: health.diskTotalBytes,
    diskAvailableBytes: health.diskAvailableBytes,
    agentMemoryBytes: health.agentMemoryBytes ?? 0,
    units: health.units.map(({ name, state }) => ({ name, state: stateToWire[state] })),
    vipHeld: health.vipHeld,
    etcd: encodeEtcd(health.etcd),
  };
}

export function decodeHeartbeat(wire: Heartbeat__Output): Heartbeat {
  const etcd = wire.etcd ? decodeEtcd(wire.etcd) : undefined;
  const agentMemoryBytes = byteCount(wire.agentMemoryBytes, "size of memory");
  return {
    sequence: BigInt(wire.sequence),
    bootId: wire.bootId,
    sentMonoNs: BigInt(wire.sentMonoNs),
    sentWallNs: BigInt(wire.sentWallNs),
    ...(wire.clock ? { clock: decodeClock(wire.clock) } : {}),
    health: {
      load1: wire.load1,
      memoryTotalBytes: byteCount(wire.memoryTotalBytes, "size of memory"),
      memoryAvailableBytes: byteCount(wire.memoryAvailableBytes, "size of memory"),
      diskTotalBytes: byteCount(wire.diskTotalBytes, "size of disk"),
      diskAvailableBytes: byteCount(wire.diskAvailableBytes, "size of disk"),
      ...(agentMemoryBytes > 0 ? { agentMemoryBytes } : {}),
      units: wire.units.map(decodeUnit),
      vipHeld: wire.vipHeld,
      ...(etcd ? { etcd } : {}),
    },
  };
}

export function encodeHeartbeatAck(ack: HeartbeatAck): WireAck {
  return {
    sequence: ack.sequence.toString(),
    receivedMonoNs: ack.receivedMonoNs.toString(),
    receivedWallNs: ack.receivedWallNs.toString(),
    sentMonoNs: ack.sentMonoNs.toString(),
    sentWallNs: ack.sentWallNs.toString(),
  };
}

export function decodeHeartbeatAck(wire: HeartbeatAck__Output): HeartbeatAck {
  return {
    sequence: BigInt(wire.sequence),
    receivedMonoNs: BigInt(wire.receivedMonoNs),
    receivedWallNs: BigInt(wire.receivedWallNs),
    sentMonoNs: BigInt(wire.sentMonoNs),
    sentWallNs: BigInt(wire.sentWallNs),
  };
}

function decodeUnit(wire: UnitStatus__Output): UnitStatus {
  const state = stateFromWire[wire.state];
  if (!state) throw malformed("a unit without a state");
  return { name: wire.name, state };
}

function encodeEtcd(etcd: EtcdHealth | undefined): WireEtcd {
  if (!etcd) return { configured: false };
  return { configured: true, ...etcd };
}

function decodeEtcd(wire: EtcdHealth__Output): EtcdHealth | undefined {
  if (!wire.configured) return undefined;
  const { healthy, memberId, clusterId, leader, problem, fsyncP99Ms } = wire;
  const leaderChanges = byteCount(wire.leaderChanges, "count of leader changes");
  return {
    healthy,
    memberId,
    clusterId,
    leader,
    databaseBytes: byteCount(wire.databaseBytes, "size of an etcd database"),
    problem,
    ...(leaderChanges > 0 ? { leaderChanges } : {}),
    ...(fsyncP99Ms > 0 ? { fsyncP99Ms } : {}),
  };
}
