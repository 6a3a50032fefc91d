import { hostId, runId, stepId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import type { CertificateAnswer } from "@quorate/shared/session-message";
import { AgentRegistry, defaultRegistrySettings } from "../../packages/coordinator/src/fleet/agent-registry.ts";
import type { Presence } from "../../packages/coordinator/src/fleet/fleet.ts";
import { MemoryLog } from "../sim/memory-log.ts";
import { ManualClock } from "./manual-clock.ts";

export const m1 = hostId("m1");
export const m2 = hostId("m2");
export const lease = { run: runId("r-1"), epoch: 4n, step: stepId("m1/agent.self-check"), attempt: 1 };
export const cancel = { type: "cancel", lease, reason: "late", undo: false } as const;
export const hello = (bootId = "boot-1") => ({ agentVersion: "0.1.0", protocol: 1, bootId, epoch: 0n });

export function heartbeat(sequence: bigint) {
  const health = {
    ...{ load1: 0.1, memoryTotalBytes: 1, memoryAvailableBytes: 1, diskTotalBytes: 1, diskAvailableBytes: 1 },
    ...{ units: [], vipHeld: false },
  };
  const clock = { monoOffsetNs: 5n, wallOffsetNs: 7n, errorNs: 1n, samples: 1 };
  return {
    type: "heartbeat",
    heartbeat: { sequence, bootId: "b", sentMonoNs: 1n, sentWallNs: 2n, clock, health },
  } as const;
}

/** A registry with its clock, its log and what it told of presence. */
export function registry(answer: () => Promise<CertificateAnswer> = () => Promise.reject(new Error("none"))) {
  const clock = new ManualClock();
  const log = new MemoryLog();
  const adopted: string[] = [];
  const renewals = {
    answer: async () => ({ certificatePem: "next" }),
    adopt: (_host: string, spkiSha256: string) => spkiSha256.startsWith("next") && adopted.push(spkiSha256) > 0,
  };
  const fleet = new AgentRegistry(
    { clock, log, logger: createLogger("test", "silent"), certificates: { answer }, renewals },
    { ...defaultRegistrySettings, epoch: 4n, instance: "a1", cluster: "prod" },
  );
  const presences: Presence[] = [];
  fleet.onPresence((presence) => presences.push(presence));
  const types = () => log.records.map(({ event }) => event.type);
  return { fleet, clock, log, presences, types, adopted };
}

export const settled = () => new Promise((resolve) => setImmediate(resolve));
