import { execFile } from "node:child_process";
import { type Clock, elapsedMs } from "./clock.ts";

/** Says words like READY=1 to whoever started this process. */
export type Notify = (words: readonly string[]) => void;

/** What systemd wants of a service that it started with Type=notify. */
export interface ServiceManager {
  readonly notify: Notify;
  /** It kills a service that it has not heard of for so long; undefined: it does not. */
  readonly watchdogMs: number | undefined;
}

type Variables = Readonly<Record<string, string | undefined>>;

const helper = "systemd-notify";
const helperLimitMs = 5_000;

/**
 * undefined when nobody waits to be told. Node has no AF_UNIX datagram socket, so systemd's own program is run for each
 * message. Run by root it speaks in its parent's name, and no message is lost however soon it ends; run by anybody else it
 * waits until it was heard, from systemd 246 on.
 */
export function serviceManager(
  variables: Variables,
  pid: number,
  failed: (error: Error) => void,
): ServiceManager | undefined {
  const { NOTIFY_SOCKET: socket, WATCHDOG_USEC: microseconds, WATCHDOG_PID: watched, PATH: path } = variables;
  if (!socket) return undefined;
  const meant = microseconds && (!watched || Number(watched) === pid);
  return {
    watchdogMs: meant ? Number(microseconds) / 1_000 : undefined,
    notify: (words) => {
      const options = { env: { NOTIFY_SOCKET: socket, PATH: path }, timeout: helperLimitMs };
      execFile(helper, [...words], options, (error) => error && failed(error));
    },
  };
}

/** A message that was lost is said again well before systemd gives a start up (90 s). */
const sayAgainMs = 2_000;
/** Two beats may be lost. */
const beatsPerLimit = 3;

export interface HeartParts {
  readonly manager: ServiceManager | undefined;
  readonly clock: Clock;
  /** Without a sign of life for longer, the heart stands still. */
  readonly stillMs: number;
}

/** Tells systemd that the service is ready, and from then on that it lives, while there are signs of life. */
export class Heart {
  readonly #parts: HeartParts;
  #lastSign: bigint;
  #stopBeat = (): void => undefined;

  constructor(parts: HeartParts) {
    this.#parts = parts;
    this.#lastSign = parts.clock.monoNs();
  }

  /** The work goes on: a message was heard, a connection tried, a request answered. */
  readonly sign = (): void => {
    this.#lastSign = this.#parts.clock.monoNs();
  };

  ready(): void {
    const { manager, clock } = this.#parts;
    manager?.notify(["READY=1"]);
    if (!manager) return;
    const soon = Math.min(sayAgainMs, (manager.watchdogMs ?? Number.POSITIVE_INFINITY) / beatsPerLimit);
    this.#stopBeat = clock.after(soon, () => this.#beat(manager));
  }

  stop(): void {
    this.#stopBeat();
    this.#parts.manager?.notify(["STOPPING=1"]);
  }

  /** That this runs at all shows that the main loop turns. READY=1 means nothing to a systemd that has heard it. */
  #beat({ notify, watchdogMs }: ServiceManager): void {
    const { clock, stillMs } = this.#parts;
    if (elapsedMs(clock, this.#lastSign) <= stillMs) notify(["READY=1", ...(watchdogMs ? ["WATCHDOG=1"] : [])]);
    if (watchdogMs) this.#stopBeat = clock.after(watchdogMs / beatsPerLimit, () => this.#beat({ notify, watchdogMs }));
  }
}
