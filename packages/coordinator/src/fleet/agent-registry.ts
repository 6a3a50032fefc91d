import type { Clock } from "@quorate/shared/clock";
import type { ClockEstimate } from "@quorate/shared/clock-estimate";
import type { Command, Report } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import type { ClusterEvent } from "@quorate/shared/events";
import type { HostFacts, WatchTarget } from "@quorate/shared/facts";
import type { Heartbeat } from "@quorate/shared/heartbeat";
import type { HostId } from "@quorate/shared/ids";
import type { Logger } from "@quorate/shared/log";
import type {
  AgentMessage,
  CertificateAnswer,
  CertificateOrder,
  Hello,
  RenewalAnswer,
  RenewalOrder,
} from "@quorate/shared/session-message";
import type { EventLog } from "../journal/event-log.ts";
import { AgentSession, readClocks } from "./agent-session.ts";
import type { AgentStream } from "./agent-stream.ts";
import { FactsDesk } from "./facts-desk.ts";
import type { Fleet, Presence } from "./fleet.ts";
import { ReportBudget } from "./report-budget.ts";

export interface RegistryPorts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly certificates: { answer(host: HostId, order: CertificateOrder): Promise<CertificateAnswer> };
  readonly renewals: {
    answer(host: HostId, spkiSha256: string, order: RenewalOrder): Promise<RenewalAnswer>;
    adopt(host: HostId, spkiSha256: string): boolean;
  };
}

export interface RegistrySettings {
  readonly epoch: bigint;
  /** Random, of this start: two coordinators on copies of one state may come to the same epoch. */
  readonly instance: string;
  /** The name that agents show for what they belong to. */
  readonly cluster: string;
  readonly heartbeatIntervalMs: number;
  /** A host that says nothing for so long counts as not connected; three heartbeats and a little. */
  readonly silentAfterMs: number;
  readonly factsMs: number;
}

export const defaultRegistrySettings = { heartbeatIntervalMs: 1_000, silentAfterMs: 3_500, factsMs: 10_000 } as const;

/** What is known of a host with a stream, now. */
export interface HostSight {
  readonly connected: boolean;
  readonly address: string;
  readonly agentVersion: string;
  readonly bootId: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly silentForMs: number;
  readonly heartbeat?: Heartbeat;
  readonly facts?: HostFacts;
}

type PresenceListener = (presence: Presence) => void;
type ReportListener = (host: HostId, report: Report) => void;

/** The connected agents: one stream for each host, a newer one fences the older. */
export class AgentRegistry implements Fleet {
  readonly #ports: RegistryPorts;
  readonly #settings: RegistrySettings;
  readonly #sessions = new Map<HostId, AgentSession>();
  readonly #reports = new Set<ReportListener>();
  readonly #presences = new Set<PresenceListener>();
  readonly #budgets = new Map<HostId, ReportBudget>();
  readonly #facts: FactsDesk;

  constructor(ports: RegistryPorts, settings: RegistrySettings) {
    this.#ports = ports;
    this.#settings = settings;
    this.#facts = new FactsDesk(ports.clock, settings.factsMs);
  }

  /** `host` is who the verified certificate says; the stream's first message was `hello`. */
  attach(host: HostId, hello: Hello, stream: AgentStream): AgentSession {
    const older = this.#sessions.get(host);
    const session: AgentSession = new AgentSession({
      host,
      hello,
      stream,
      clock: this.#ports.clock,
      silentAfterMs: this.#settings.silentAfterMs,
      silenceChanged: (silent) => this.#silenceChanged(session, silent),
      overflowed: (error) => this.#drop(session, error),
    });
    this.#sessions.set(host, session);
    older?.end(new AppError("STREAM_REPLACED", `${host} opened a newer stream; this one is over`));
    const { epoch, instance, cluster, heartbeatIntervalMs } = this.#settings;
    this.#ports.renewals.adopt(host, session.spkiSha256);
    session.send({ type: "welcome", welcome: { epoch, instance, cluster, heartbeatIntervalMs } });
    // Not for each stream: two agents that fence each other would fill the log.
    if (older?.silent !== false) this.#record(connectedEvent(session));
    // Also when the host counted as connected: what was under way on the older stream may be lost, so leases go again.
    this.#tell({ host, connected: true });
    return session;
  }

  /** The transport lost the stream. */
  detach(session: AgentSession, reason: string): void {
    session.end();
    if (this.#sessions.get(session.host) !== session) return;
    this.#sessions.delete(session.host);
    this.#facts.hostLost(session.host, reason);
    if (session.silent) return;
    this.#record({ type: "host.lost", host: session.host, reason });
    this.#tell({ host: session.host, connected: false });
  }

  /** One message of an agent. Throws PERMISSION_DENIED when it speaks for another host: its stream is then to be ended. */
  receive(session: AgentSession, message: AgentMessage): void {
    const received = readClocks(this.#ports.clock);
    if (this.#sessions.get(session.host) !== session) return;
    session.spoke();
    switch (message.type) {
      case "hello":
        throw new AppError("PROTOCOL_MISMATCH", `${session.host} said hello twice`);
      case "heartbeat":
        session.heartbeat = message.heartbeat;
        return session.acknowledge(message.heartbeat, received);
      case "facts":
        return this.#factsSaid(session, message.requestId, message.facts);
      case "report":
        return this.#reported(session, message.report);
      case "certificate-request":
        return this.#order(session, message.request);
      case "renewal-request":
        return this.#renew(session, message.request);
      case "renewal-done":
        // The stream goes on, and speaks for the new key from now on.
        if (this.#ports.renewals.adopt(session.host, message.spkiSha256)) session.spkiSha256 = message.spkiSha256;
    }
  }

  /** The host belongs to this key now: a stream that was opened with another one is over. */
  keyChanged(host: HostId, spkiSha256: string): void {
    const session = this.#sessions.get(host);
    if (!session || session.spkiSha256 === spkiSha256) return;
    this.#drop(session, new AppError("PERMISSION_DENIED", `${host} was enrolled again with another key`));
  }

  /** The host may not speak any more. */
  cut(host: HostId, error: AppError): void {
    const session = this.#sessions.get(host);
    if (session) this.#drop(session, error);
  }

  /** Ends every stream; nobody is told, because nobody goes on. */
  stop(error: AppError): void {
    for (const session of this.#sessions.values()) {
      session.end(error);
      this.#facts.hostLost(session.host, error.message);
    }
    this.#sessions.clear();
  }

  send(host: HostId, command: Command): boolean {
    return this.#sessions.get(host)?.send({ type: "command", command }) ?? false;
  }

  connected(host: HostId): boolean {
    return this.#sessions.get(host)?.silent === false;
  }

  async facts(host: HostId, watch?: WatchTarget): Promise<HostFacts> {
    const session = this.#sessions.get(host);
    if (!session || session.silent) throw new AppError("HOST_UNREACHABLE", `the agent of ${host} is not connected`);
    return this.#facts.ask(host, (requestId) =>
      session.send({ type: "facts-request", requestId, ...(watch ? { watch } : {}) }),
    );
  }

  clock(host: HostId): ClockEstimate | undefined {
    return this.#sessions.get(host)?.heartbeat?.clock;
  }

  onReport(listener: ReportListener): () => void {
    this.#reports.add(listener);
    return () => this.#reports.delete(listener);
  }

  onPresence(listener: PresenceListener): () => void {
    this.#presences.add(listener);
    return () => this.#presences.delete(listener);
  }

  /** Undefined: the host has no stream. */
  sight(host: HostId): HostSight | undefined {
    const session = this.#sessions.get(host);
    if (!session) return undefined;
    const { address, since, silent, silentForMs, heartbeat, facts } = session;
    const { agentVersion, bootId } = session.hello;
    return {
      ...{ connected: !silent, address, agentVersion, bootId, since, silentForMs },
      ...(heartbeat ? { heartbeat } : {}),
      ...(facts ? { facts } : {}),
    };
  }

  #reported(session: AgentSession, said: Report): void {
    const report = this.#budgetOf(session.host).admit(said);
    if (report) for (const listener of this.#reports) listener(session.host, report);
  }

  /** Of the host, not of its stream: a new stream would be a way to a new budget. */
  #budgetOf(host: HostId): ReportBudget {
    const budget = this.#budgets.get(host) ?? new ReportBudget(this.#ports.clock);
    this.#budgets.set(host, budget);
    return budget;
  }

  #factsSaid(session: AgentSession, requestId: string, facts: HostFacts): void {
    if (facts.host !== session.host) throw this.#impersonation(session, facts.host);
    session.facts = facts;
    this.#facts.answered(session.host, requestId, facts);
  }

  #impersonation(session: AgentSession, claimed: string): AppError {
    const reason = `${session.host} (${session.address}) said that it is ${claimed}`;
    const { code } = new AppError("PERMISSION_DENIED", reason);
    this.#record({ type: "host.refused", host: session.host, code, reason, from: session.address });
    return new AppError("PERMISSION_DENIED", reason);
  }

  #order(session: AgentSession, order: CertificateOrder): void {
    this.#ports.certificates.answer(session.host, order).then(
      (answer) => session.send({ type: "certificate", answer }),
      (error: unknown) => this.#ports.logger.error({ error, host: session.host }, "certificate not answered"),
    );
  }

  #renew(session: AgentSession, order: RenewalOrder): void {
    this.#ports.renewals.answer(session.host, session.spkiSha256, order).then(
      (answer) => session.send({ type: "renewal", answer }),
      (error: unknown) => this.#ports.logger.error({ error, host: session.host }, "renewal not answered"),
    );
  }

  #silenceChanged(session: AgentSession, silent: boolean): void {
    const { host } = session;
    if (silent) {
      const reason = `nothing heard for ${this.#settings.silentAfterMs / 1000} s`;
      this.#record({ type: "host.lost", host, reason });
    } else this.#record(connectedEvent(session));
    this.#tell({ host, connected: !silent });
  }

  #drop(session: AgentSession, error: AppError): void {
    session.end(error);
    this.detach(session, error.message);
  }

  #tell(presence: Presence): void {
    for (const listener of this.#presences) listener(presence);
  }

  /** Nobody waits for these events; a log that cannot be written stops whoever does. */
  #record(event: ClusterEvent): void {
    this.#ports.log
      .append(event)
      .catch((error: unknown) => this.#ports.logger.error({ error, event: event.type }, "event not recorded"));
  }
}

function connectedEvent({ host, hello }: AgentSession): ClusterEvent {
  const { bootId, agentVersion } = hello;
  return { type: "host.connected", host, bootId, agentVersion };
}
