import { statfs } from "node:fs/promises";
import { memoryUsage } from "node:process";
import type { Clock } from "@quorate/shared/clock";
import { elapsedMs } from "@quorate/shared/clock";
import type { WatchTarget } from "@quorate/shared/facts";
import type { EtcdHealth, HostHealth } from "@quorate/shared/heartbeat";
import type { HostNetwork } from "../host/host.ts";
import { type ControlGroups, controlGroups } from "./control-groups.ts";
import { readEtcdHealth } from "./etcd-health.ts";
import { readMemory } from "./memory.ts";
import { unitStates } from "./unit-states.ts";

export interface HealthSources {
  readonly clock: Clock;
  readonly network: Pick<HostNetwork, "addresses">;
  /** What is watched now; asked at every sample. */
  readonly watch: () => WatchTarget;
  /** Its file system's room is reported: where etcd's data will be. */
  readonly dataDir: string;
  readonly etcdHealth?: typeof readEtcdHealth;
  /** Another tree than the machine's own, for tests. */
  readonly root?: string;
}

interface DiskSample {
  readonly diskTotalBytes: number;
  readonly diskAvailableBytes: number;
}

/** A TLS handshake each, so less often than the heartbeat. */
const slowEveryMs = 5_000;
const unknownDisk: DiskSample = { diskTotalBytes: 0, diskAvailableBytes: 0 };

/**
 * What the host looks like now, from /proc and memory: well under a millisecond and no program started. What may have to
 * wait (disk, etcd) is refreshed behind the samples, so that a heartbeat never waits for it.
 */
export class HealthSampler {
  readonly #sources: HealthSources;
  readonly #groups: ControlGroups;
  #disk = unknownDisk;
  #etcd: EtcdHealth | undefined;
  #refreshedNs: bigint | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#groups = controlGroups(sources.root);
  }

  sample(): HostHealth {
    const { root = "/", network, watch } = this.#sources;
    const { vip, etcdClientUrl } = watch();
    this.#refreshWhenOld();
    const etcd = etcdClientUrl === "" ? undefined : this.#etcd;
    return {
      ...readMemory(root === "/" ? undefined : `${root}/proc`),
      ...this.#disk,
      agentMemoryBytes: memoryUsage.rss(),
      units: unitStates(this.#groups, root),
      vipHeld: vip !== "" && network.addresses().some(({ address }) => address === vip.toLowerCase()),
      ...(etcd ? { etcd } : {}),
    };
  }

  /** Looks at what takes time, now. At most one look is under way. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#look().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #look(): Promise<void> {
    const { clock, dataDir, etcdHealth = readEtcdHealth, watch } = this.#sources;
    this.#refreshedNs = clock.monoNs();
    const target = watch();
    const etcd = target.etcdClientUrl === "" ? undefined : etcdHealth(target);
    this.#disk = await readDisk(dataDir);
    this.#etcd = await etcd;
  }

  #refreshWhenOld(): void {
    const last = this.#refreshedNs;
    if (last !== undefined && elapsedMs(this.#sources.clock, last) < slowEveryMs) return;
    // Its parts answer problems by values, and readDisk by "unknown": there is nothing to catch.
    void this.refresh();
  }
}

async function readDisk(path: string): Promise<DiskSample> {
  try {
    const found = await statfs(path);
    return { diskTotalBytes: found.blocks * found.bsize, diskAvailableBytes: found.bavail * found.bsize };
  } catch {
    // Zero is shown as unknown; a disk that cannot be measured is for the preflight checks to judge.
    return unknownDisk;
  }
}
