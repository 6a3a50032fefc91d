import type { Clock } from "@quorate/shared/clock";
import type { ClusterEvent } from "@quorate/shared/events";
import { planSteps } from "@quorate/shared/plan";
import { withoutSecrets } from "@quorate/shared/redact";
import type { Secret } from "@quorate/shared/secret";
import type { Fleet } from "../fleet/fleet.ts";
import type { EventLog } from "../journal/event-log.ts";
import type { Effect, Envelope, Message } from "./message.ts";
import { RunMachine } from "./run-machine.ts";
import type { RunSettings } from "./run-settings.ts";

export interface RunPorts {
  readonly fleet: Fleet;
  readonly log: EventLog;
  readonly clock: Clock;
  /** Aborts when the coordinator stops: the run is left as the log has it, and the next coordinator can go on with it. */
  readonly stopping?: AbortSignal;
}

export type RunFinished = Extract<ClusterEvent, { type: "run.finished" }>;

export interface DrivenRun {
  /**
   * The run's last event, or "paused" when it was paused and nothing is under way any more. Rejects when the log cannot be
   * written, and with the reason when the coordinator stops.
   */
  readonly over: Promise<RunFinished | "paused">;
  /** No step is begun any more; an open start window closes first. */
  pause(): void;
  /** What is under way is canceled; `over` resolves with the run's end within a minute. */
  abort(by: string): void;
}

/** Drives a RunMachine: messages in, events to disk, and only then commands out. With `abort` the run is only ended. */
export function driveRun(settings: RunSettings, ports: RunPorts, abort?: { readonly by: string }): DrivenRun {
  const over = Promise.withResolvers<RunFinished | "paused">();
  const driver = new RunDriver(settings, ports, over.resolve, over.reject);
  driver.receive({
    type: "start",
    connected: settings.plan.hosts.filter((host) => ports.fleet.connected(host)),
    ...(abort ? { abort } : {}),
  });
  return {
    over: over.promise,
    pause: () => driver.receive({ type: "pause" }),
    abort: (by) => driver.receive({ type: "abort", by }),
  };
}

/** Found when they are first asked for: who only ends a run needs none. */
function secretsOf({ plan, secrets }: RunSettings): () => readonly Secret<string>[] {
  let found: readonly Secret<string>[] | undefined;
  return () => {
    found ??= [...new Map(planSteps(plan).flatMap((step) => Object.entries(secrets.of(step)))).values()];
    return found;
  };
}

class RunDriver {
  readonly #machine: RunMachine;
  readonly #ports: RunPorts;
  /** An agent takes them out of what it tells; one that is older, or lies, does not bring them into the log either. */
  readonly #secrets: () => readonly Secret<string>[];
  readonly #resolve: (end: RunFinished | "paused") => void;
  readonly #reject: (error: unknown) => void;
  readonly #timers = new Map<string, () => void>();
  readonly #unsubscribe: (() => void)[] = [];
  #inbox: Envelope[] = [];
  #working = false;
  #stopped = false;

  constructor(
    settings: RunSettings,
    ports: RunPorts,
    resolve: (end: RunFinished | "paused") => void,
    reject: (error: unknown) => void,
  ) {
    this.#machine = new RunMachine(settings);
    this.#ports = ports;
    this.#secrets = secretsOf(settings);
    this.#resolve = resolve;
    this.#reject = reject;
    const { fleet, stopping } = ports;
    const hosts: ReadonlySet<string> = new Set(settings.plan.hosts);
    const abandon = (): void => this.#stop(() => this.#reject(stopping?.reason));
    stopping?.addEventListener("abort", abandon, { once: true });
    this.#unsubscribe.push(
      () => stopping?.removeEventListener("abort", abandon),
      fleet.onReport((host, report) =>
        this.receive({ type: "report", host, report: withoutSecrets(report, this.#secrets()) }),
      ),
      fleet.onPresence((presence) => hosts.has(presence.host) && this.receive({ type: "presence", presence })),
    );
  }

  receive(message: Message): void {
    if (this.#stopped) return;
    this.#inbox.push({ message, atNs: this.#ports.clock.monoNs() });
    if (!this.#working) void this.#work().catch((error: unknown) => this.#stop(() => this.#reject(error)));
  }

  /** One batch at a time: whatever came while the last one was written to disk is decided together. */
  async #work(): Promise<void> {
    this.#working = true;
    while (this.#inbox.length > 0 && !this.#stopped) {
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
          this.receive({ type: "fire-sent", step: effect.command.lease.step });
        return;
      }
      case "set-timer":
        this.#timers.get(effect.key)?.();
        this.#timers.set(
          effect.key,
          this.#ports.clock.after(effect.ms, () => {
            this.#timers.delete(effect.key);
            this.receive({ type: "timer", key: effect.key });
          }),
        );
        return;
      case "clear-timer":
        this.#timers.get(effect.key)?.();
        this.#timers.delete(effect.key);
        return;
      case "paused":
        return this.#stop(() => this.#resolve("paused"));
    }
  }

  #stop(settle: () => void): void {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    for (const off of this.#unsubscribe) off();
    this.#timers.clear();
    settle();
  }
}
