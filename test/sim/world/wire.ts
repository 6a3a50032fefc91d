import type { Clock } from "@quorate/shared/clock";
import type { Command, ReceivedCommand } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { AgentMessage, CoordinatorMessage } from "@quorate/shared/session-message";
import type { Connection, ConnectionEvents } from "../../../packages/agent/src/session/connection.ts";
import type { AgentStream, OutgoingMessage } from "../../../packages/coordinator/src/fleet/agent-stream.ts";

/** Who takes a stream when it comes: the coordinator's side of one. */
export interface Acceptor {
  opened(host: HostId, stream: AgentStream): StreamEvents;
}

export interface StreamEvents {
  message(message: AgentMessage): void;
  closed(reason: string): void;
}

export type Direction = "to-agent" | "to-coordinator";

export interface WireOptions {
  readonly clock: Clock;
  readonly latencyMs: () => number;
  /** What becomes of a message: once, twice, later by so many milliseconds, or never with the stream broken instead. */
  readonly fate?: (host: HostId, direction: Direction, message: AgentMessage | OutgoingMessage) => Fate;
}

export type Fate = "once" | "twice" | "broken" | { readonly laterMs: number };

/** The network between agents and one coordinator: in order and whole like TCP, slow, and cut when a test says so. */
export class Wire {
  readonly #options: WireOptions;
  #acceptor: Acceptor | undefined;
  readonly #links = new Map<HostId, Set<Link>>();
  readonly #cut = new Map<HostId, ReadonlySet<Direction>>();

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** A coordinator listens; undefined: the last one is gone, and with it every stream. */
  listen(acceptor: Acceptor | undefined): void {
    this.#acceptor = acceptor;
    for (const links of this.#links.values()) for (const link of [...links]) link.breakOff();
  }

  /** The agent's process is gone: the kernel closes what it had open. */
  closeAll(host: HostId): void {
    for (const link of [...(this.#links.get(host) ?? [])]) link.breakOff();
  }

  /** Nothing passes in these directions; what is sent meanwhile waits, as TCP has it. */
  cut(host: HostId, ...directions: readonly Direction[]): void {
    this.#cut.set(host, new Set(directions));
  }

  heal(host: HostId): void {
    this.#cut.delete(host);
    for (const link of this.#links.get(host) ?? []) link.flush();
  }

  connect(host: HostId, events: ConnectionEvents): Connection {
    const { clock } = this.#options;
    const acceptor = this.#acceptor;
    const isCut = (direction: Direction) => this.#cut.get(host)?.has(direction) === true;
    const unreachable = !acceptor || isCut("to-agent") || isCut("to-coordinator");
    if (unreachable) {
      const refused = new AppError("COORDINATOR_UNREACHABLE", "nobody listens");
      clock.after(this.#options.latencyMs(), () => events.closed(refused));
      return { send: () => true, close: () => undefined };
    }
    const links = this.#links.get(host) ?? new Set();
    this.#links.set(host, links);
    const link = new Link(host, this.#options, events, isCut, () => links.delete(link));
    links.add(link);
    link.accept(acceptor);
    return link;
  }
}

type Parcel = { readonly direction: Direction; readonly deliver: () => void };

class Link implements Connection, AgentStream {
  readonly address = "10.0.0.1";
  readonly spkiSha256 = "simulated";
  readonly #host: HostId;
  readonly #options: WireOptions;
  readonly #agent: ConnectionEvents;
  readonly #isCut: (direction: Direction) => boolean;
  readonly #gone: () => void;
  #coordinator: StreamEvents | undefined;
  readonly #held: Parcel[] = [];
  /** When the last message of a direction arrives; the next one not before. */
  readonly #lastNs = new Map<Direction, bigint>();
  #over = false;

  constructor(
    host: HostId,
    options: WireOptions,
    agent: ConnectionEvents,
    isCut: (direction: Direction) => boolean,
    gone: () => void,
  ) {
    this.#host = host;
    this.#options = options;
    this.#agent = agent;
    this.#isCut = isCut;
    this.#gone = gone;
  }

  accept(acceptor: Acceptor): void {
    this.#coordinator = acceptor.opened(this.#host, this);
  }

  /** From the agent. */
  send(message: AgentMessage): boolean {
    this.#carry("to-coordinator", message, () => this.#coordinator?.message(message));
    return true;
  }

  /** From the coordinator. */
  write(message: OutgoingMessage): boolean {
    this.#carry("to-agent", message, () => this.#agent.message(received(message)));
    return true;
  }

  sizeOf(): number {
    return 1_000;
  }

  onDrained(): void {}

  /** By the coordinator. */
  end(error?: AppError): void {
    this.#later("to-agent", () => this.#close(error ?? new AppError("HOST_LOST", "the stream ended"), "ended here"));
  }

  /** By the agent. */
  close(): void {
    this.#close(new AppError("HOST_LOST", "closed"), "the agent closed it");
  }

  /** What was sent still arrives; then both sides learn that it is over. */
  breakOff(): void {
    const broken = new AppError("COORDINATOR_UNREACHABLE", "the connection broke");
    for (const direction of ["to-agent", "to-coordinator"] as const)
      this.#later(direction, () => this.#close(broken, "the connection broke"));
  }

  flush(): void {
    for (const { direction, deliver } of this.#held.splice(0)) this.#later(direction, deliver);
  }

  #carry(direction: Direction, message: AgentMessage | OutgoingMessage, deliver: () => void): void {
    if (this.#over) return;
    const fate = this.#options.fate?.(this.#host, direction, message) ?? "once";
    if (fate === "broken") return this.breakOff();
    if (typeof fate === "object") return void this.#options.clock.after(fate.laterMs, deliver);
    this.#later(direction, deliver);
    if (fate === "twice") this.#later(direction, deliver);
  }

  #later(direction: Direction, deliver: () => void): void {
    if (this.#isCut(direction)) {
      this.#held.push({ direction, deliver });
      return;
    }
    const { clock, latencyMs } = this.#options;
    const now = clock.monoNs();
    const arrives = now + BigInt(Math.round(latencyMs() * 1e6));
    const last = this.#lastNs.get(direction) ?? 0n;
    const at = arrives > last ? arrives : last;
    this.#lastNs.set(direction, at);
    clock.after(Number(at - now) / 1e6, () => {
      if (this.#isCut(direction)) this.#held.push({ direction, deliver });
      else if (!this.#over) deliver();
    });
  }

  #close(forAgent: AppError, forCoordinator: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#gone();
    this.#agent.closed(forAgent);
    this.#coordinator?.closed(forCoordinator);
  }
}

/** As the codecs would have it: as much of a step as reaches its host. */
function received(message: OutgoingMessage): CoordinatorMessage<ReceivedCommand> {
  if (message.type !== "command") return message;
  return { type: "command", command: receivedCommand(message.command) };
}

function receivedCommand(command: Command): ReceivedCommand {
  if (command.type !== "lease") return command;
  const { kind, input, timeoutMs, barrier } = command.step;
  const step = { kind, input, timeoutMs, barrier: barrier !== undefined };
  return { ...command, step } as ReceivedCommand;
}
