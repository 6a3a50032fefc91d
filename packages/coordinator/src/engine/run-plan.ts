import type { Clock } from "@quorate/shared/clock";
import type { ClusterEvent } from "@quorate/shared/events";
import type { Fleet } from "../fleet/fleet.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { Effect, Envelope, Message } from "./message.ts";
import { RunMachine, type RunSettings } from "./run-machine.ts";

export interface RunPorts {
  readonly fleet: Fleet;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Aborts when the coordinator stops: the run is left as the log has it, and the next coordinator closes it. */
  readonly stopping?: AbortSignal;
}

export type RunFinished = Extract<ClusterEvent, { type: "run.finished" }>;

/**
 * Drives a RunMachine: messages in, events to disk, and only then commands out. Resolves with the run's last event;
 * rejects when the log cannot be written, and with the reason when the coordinator stops.
 */
export function runPlan(settings: RunSettings, ports: RunPorts): Promise<RunFinished> {
  return new Promise((resolve, reject) => {
    new RunDriver(settings, ports, resolve, reject).start();
  });
}

class RunDriver {
  readonly #machine: RunMachine;
  readonly #ports: RunPorts;
  readonly #hosts: ReadonlySet<string>;
  readonly #resolve: (event: RunFinished) => void;
  readonly #reject: (error: unknown) => void;
  readonly #timers = new Map<string, () => void>();
  readonly #unsubscribe: (() => void)[] = [];
  #inbox: Envelope[] = [];
  #working = false;

  constructor(
    settings: RunSettings,
    ports: RunPorts,
    resolve: (event: RunFinished) => void,
    reject: (error: unknown) => void,
  ) {
    this.#machine = new RunMachine(settings);
    this.#ports = ports;
    this.#hosts = new Set(settings.plan.hosts);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    const { fleet, stopping } = this.#ports;
    const abandon = (): void => this.#stop(() => this.#reject(stopping?.reason));
    stopping?.addEventListener("abort", abandon, { once: true });
    this.#unsubscribe.push(
      () => stopping?.removeEventListener("abort", abandon),
      fleet.onReport((host, report) => this.#receive({ type: "report", host, report })),
      fleet.onPresence((presence) => this.#hosts.has(presence.host) && this.#receive({ type: "presence", presence })),
    );
    const connected = this.#machine.hosts.filter((host) => fleet.connected(host));
    this.#receive({ type: "start", connected });
  }

  #receive(message: Message): void {
    this.#inbox.push({ message, atNs: this.#ports.clock.monoNs() });
    if (!this.#working) void this.#work().catch((error: unknown) => this.#stop(() => this.#reject(error)));
  }

  /** One batch at a time: whatever came while the last one was written to disk is decided together. */
  async #work(): Promise<void> {
    this.#working = true;
    while (this.#inbox.length > 0) {
      const batch = this.#inbox;
      this.#inbox = [];
      const { events, effects } = this.#machine.handle(batch);
      if (events.length > 0) await this.#ports.log.append(...events);
      if (this.#ports.stopping?.aborted) return;
      for (const effect of effects) this.#perform(effect);
      const last = events.find((event) => event.type === "run.finished");
      if (last) return this.#stop(() => this.#resolve(last));
    }
    this.#working = false;
  }

  #perform(effect: Effect): void {
    switch (effect.type) {
      case "send": {
        const sent = this.#ports.fleet.send(effect.host, effect.command);
        if (sent && effect.command.type === "fire")
          this.#receive({ type: "fire-sent", step: effect.command.lease.step });
        return;
      }
      case "set-timer":
        this.#timers.get(effect.key)?.();
        this.#timers.set(
          effect.key,
          this.#ports.clock.after(effect.ms, () => {
            this.#timers.delete(effect.key);
            this.#receive({ type: "timer", key: effect.key });
          }),
        );
        return;
      case "clear-timer":
        this.#timers.get(effect.key)?.();
        this.#timers.delete(effect.key);
    }
  }

  #stop(settle: () => void): void {
    for (const cancel of this.#timers.values()) cancel();
    for (const off of this.#unsubscribe) off();
    this.#timers.clear();
    settle();
  }
}
