import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { Command, Report } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostId } from "@quorate/shared/ids";
import type { Step } from "@quorate/shared/plan";
import type { Fleet, Presence } from "../../packages/coordinator/src/fleet/fleet.ts";
import { SimHost, type Trouble } from "./sim-host.ts";
import type { VirtualClock } from "./virtual-clock.ts";

export interface NetworkFaults {
  /** Share of messages that arrive twice. */
  readonly duplicate: number;
  readonly latencyMs: number;
}

export interface SimFleetOptions {
  readonly hosts: readonly HostId[];
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly stepMs?: number;
  readonly network?: NetworkFaults;
  readonly trouble?: (host: HostId, step: Step) => Trouble | undefined;
  /** Sees every command as it leaves. */
  readonly onSend?: (host: HostId, command: Command) => void;
}

/** N simulated agents behind a network that may delay, repeat and cut. */
export class SimFleet implements Fleet {
  readonly hosts: ReadonlyMap<HostId, SimHost>;
  readonly #options: SimFleetOptions;
  readonly #network: NetworkFaults;
  readonly #up: Set<HostId>;
  readonly #reportListeners = new Set<(host: HostId, report: Report) => void>();
  readonly #presenceListeners = new Set<(presence: Presence) => void>();

  constructor(options: SimFleetOptions) {
    this.#options = options;
    this.#network = options.network ?? { duplicate: 0, latencyMs: 1 };
    this.#up = new Set(options.hosts);
    this.hosts = new Map(options.hosts.map((id) => [id, this.#host(id)]));
  }

  #host(id: HostId): SimHost {
    const { clock, random, stepMs = 100, trouble } = this.#options;
    return new SimHost({
      id,
      clock,
      random,
      stepMs,
      trouble: (step) => trouble?.(id, step),
      report: (report) =>
        this.#carry(id, () => {
          for (const listener of this.#reportListeners) listener(id, report);
        }),
    });
  }

  send(host: HostId, command: Command): boolean {
    this.#options.onSend?.(host, command);
    if (!this.#up.has(host)) return false;
    this.#carry(host, () => this.hosts.get(host)?.receive(command));
    return true;
  }

  connected(host: HostId): boolean {
    return this.#up.has(host);
  }

  facts(host: HostId): Promise<HostFacts> {
    return Promise.reject(new AppError("HOST_UNREACHABLE", `${host} has no facts here`));
  }

  clock(): ClockEstimate | undefined {
    return undefined;
  }

  onReport(listener: (host: HostId, report: Report) => void): () => void {
    this.#reportListeners.add(listener);
    return () => this.#reportListeners.delete(listener);
  }

  onPresence(listener: (presence: Presence) => void): () => void {
    this.#presenceListeners.add(listener);
    return () => this.#presenceListeners.delete(listener);
  }

  /** Messages under way are lost; the coordinator learns of it after its silence limit. */
  unplug(host: HostId): void {
    this.#up.delete(host);
    this.#options.clock.after(3_500, () => !this.#up.has(host) && this.#tell(host, false));
  }

  plug(host: HostId): void {
    this.#up.add(host);
    this.#tell(host, true);
  }

  #tell(host: HostId, connected: boolean): void {
    for (const listener of this.#presenceListeners) listener({ host, connected });
  }

  #carry(host: HostId, deliver: () => void): void {
    const { clock, random } = this.#options;
    const once = (): void => {
      if (this.#up.has(host)) deliver();
    };
    clock.after(this.#network.latencyMs, once);
    if (random() < this.#network.duplicate) clock.after(this.#network.latencyMs * (1 + 9 * random()), once);
  }
}
