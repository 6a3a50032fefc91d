import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { hostId } from "@quorate/shared/ids";
import { foldEvents } from "../../packages/coordinator/src/journal/cluster-state.ts";
import type { CoordinatorView } from "../../packages/coordinator/src/rpc/coordinator-view.ts";
import { type ClusterStatus, statusOf } from "../../packages/coordinator/src/rpc/status.ts";
import { MemoryLog } from "../sim/memory-log.ts";
import { fakeStatus } from "./fake-status.ts";
import type { RunScript } from "./run-script.ts";
import { certifiedRun } from "./scripted-runs.ts";

/** Three members that are well; the second one leads, the first holds the virtual IP. */
export const wellStatus: ClusterStatus = fakeStatus(
  ["k8s-master90", "k8s-master91", "k8s-master93"].map((name, index) => ({
    ...{ name, agentVersion: "0.1.0", address: `192.168.1.9${index}`, lastHeardMs: 420, load1: 0.25 },
    clock: { offsetMs: 0.31 * (index - 1), errorMs: 0.2 },
    memory: { totalBytes: 4 * 2 ** 30, availableBytes: 2 ** 31 },
    disk: { totalBytes: 40 * 2 ** 30, availableBytes: 30 * 2 ** 30 },
    agentMemoryBytes: 62 * 2 ** 20,
    units: ["etcd.service", "haproxy.service", "keepalived.service"].map((unit) => ({
      name: unit,
      state: "running" as const,
    })),
    vipHeld: index === 0,
    etcd: {
      ...{ healthy: true, memberId: `8e9e05c5216469${index}`, clusterId: "f00d", leader: index === 1, problem: "" },
      ...{ databaseBytes: 25 * 2 ** 20, leaderChanges: 1, fsyncP99Ms: 6.4 },
    },
    kubernetes: "control-plane" as const,
  })),
  { vipHolders: [hostId("k8s-master90")] },
);

/** A coordinator that nobody runs: it shows these events and this status. */
export class FakeView implements CoordinatorView {
  readonly log = new MemoryLog();
  readonly stop = new AbortController();
  problems: readonly string[] = [];
  shown: ClusterStatus;

  constructor(script: Pick<RunScript, "records"> = certifiedRun(), status: ClusterStatus = wellStatus) {
    this.log.records.push(...script.records);
    this.shown = status;
  }

  get stopping(): AbortSignal {
    return this.stop.signal;
  }

  state() {
    return foldEvents(this.log.records);
  }

  status(): ClusterStatus {
    const { run, ...shown } = this.shown;
    const state = this.state();
    const driven = state.currentRun;
    const logged = statusOf({ state, driven, sight: () => undefined, nowMs: Date.parse(shown.at) }).run;
    const last = run ?? logged;
    return { ...shown, ...(last ? { run: last } : {}), coordinator: { ...shown.coordinator, seq: this.log.lastSeq } };
  }

  logBytes(): number {
    return 65_536;
  }

  unready(): readonly string[] {
    return this.problems;
  }

  identity(): never {
    throw new Error("this view is looked at over loopback only");
  }

  async happens(...events: readonly ClusterEvent[]): Promise<readonly EventRecord[]> {
    return await this.log.append(...events);
  }
}
