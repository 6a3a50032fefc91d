import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Clock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Logger } from "@quorate/shared/log";
import { type AgentMessage, protocolVersion } from "@quorate/shared/session-message";
import { decodeAgentMessage } from "@quorate/shared/wire/codec-agent-message";
import { encodeCoordinatorMessage } from "@quorate/shared/wire/codec-coordinator-message";
import type { ConnectRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/ConnectRequest";
import type { ConnectResponse } from "@quorate/shared/wire/generated/quorate/v1/ConnectResponse";
import { wire } from "@quorate/shared/wire/load";
import { toStatus } from "@quorate/shared/wire/status";
import type { AgentIdentity } from "../fleet/agent-identity.ts";
import type { AgentRegistry } from "../fleet/agent-registry.ts";
import type { AgentSession } from "../fleet/agent-session.ts";
import type { AgentStream, OutgoingMessage } from "../fleet/agent-stream.ts";
import { MessageBudget } from "./message-budget.ts";
import { addressOfPeer } from "./peer-address.ts";

export type ConnectCall = ServerDuplexStream<ConnectRequest__Output, ConnectResponse>;

export interface ControlCallPorts {
  readonly registry: AgentRegistry;
  readonly epoch: bigint;
  /** Why this identity may not speak any more. */
  readonly refusal: (identity: AgentIdentity) => AppError | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the connection under a call, for a peer that does not even read why its call is over. */
  readonly dropConnection: (peer: string) => void;
}

const helloMs = 5_000;
const lastWordMs = 1_000;

/** One call of Connect by an agent that is known: hello first, then whatever it says, until either side ends it. */
export class ControlCall implements AgentStream {
  readonly address: string;
  readonly spkiSha256: string;
  readonly #call: ConnectCall;
  readonly #identity: AgentIdentity;
  readonly #ports: ControlCallPorts;
  readonly #budget: MessageBudget;
  #session: AgentSession | undefined;
  #over = false;
  readonly #stopHelloTimer: () => void;

  constructor(call: ConnectCall, identity: AgentIdentity, ports: ControlCallPorts) {
    this.#call = call;
    this.#identity = identity;
    this.#ports = ports;
    this.#budget = new MessageBudget(call, ports.clock);
    this.address = addressOfPeer(call.getPeer());
    this.spkiSha256 = identity.spkiSha256;
    this.#stopHelloTimer = ports.clock.after(helloMs, () => {
      this.end(new AppError("PROTOCOL_MISMATCH", `${identity.host} said no hello within ${helloMs / 1_000} s`));
    });
    call.on("data", (message: ConnectRequest__Output) => this.#heard(message));
    call.on("end", () => this.#ended());
    call.on("cancelled", () => this.#closed("the connection broke"));
    call.on("close", () => this.#closed("the stream was closed"));
  }

  write(message: OutgoingMessage): boolean {
    return this.#over || this.#call.write(encodeCoordinatorMessage(message));
  }

  sizeOf(message: OutgoingMessage): number {
    return wire().ControlService.service.Connect.responseSerialize(encodeCoordinatorMessage(message)).length;
  }

  onDrained(listener: () => void): void {
    this.#call.on("drain", listener);
  }

  end(error?: AppError): void {
    if (this.#over) return;
    this.#stop();
    const stopTimer = this.#ports.clock.after(lastWordMs, () => this.#ports.dropConnection(this.#call.getPeer()));
    this.#call.once("finish", stopTimer);
    if (error) this.#call.emit("error", toStatus(error));
    else this.#call.end();
  }

  #heard(raw: ConnectRequest__Output): void {
    if (this.#over) return;
    this.#budget.spend();
    try {
      const message = decodeAgentMessage(raw);
      if (this.#session) this.#ports.registry.receive(this.#session, message);
      else this.#session = this.#greet(message);
    } catch (error) {
      this.#refuse(AppError.from(error));
    }
  }

  #greet(message: AgentMessage): AgentSession {
    const { host } = this.#identity;
    if (message.type !== "hello") throw new AppError("PROTOCOL_MISMATCH", `${host} did not say hello first`);
    const { protocol, epoch } = message.hello;
    if (protocol !== protocolVersion) {
      throw new AppError(
        "PROTOCOL_MISMATCH",
        `${host} speaks protocol ${protocol}, this coordinator ${protocolVersion}`,
      );
    }
    if (epoch > this.#ports.epoch) {
      const mine = this.#ports.epoch;
      throw new AppError("STALE_EPOCH", `${host} has obeyed epoch ${epoch}; this coordinator has only ${mine}`);
    }
    // Once more: the call was let in before its hello came.
    const refused = this.#ports.refusal(this.#identity);
    if (refused) throw refused;
    this.#stopHelloTimer();
    return this.#ports.registry.attach(host, message.hello, this);
  }

  #refuse(error: AppError): void {
    this.#ports.logger.warn({ error, host: this.#identity.host, from: this.address }, "stream ended");
    this.end(error);
    this.#detach(error.message);
  }

  /** Half-closed by the peer. */
  #ended(): void {
    if (this.#session) return this.#closed("the agent ended its stream");
    this.end(new AppError("PROTOCOL_MISMATCH", `${this.#identity.host} ended its stream without a hello`));
  }

  #closed(reason: string): void {
    const { cancelled } = this.#call;
    if (cancelled) this.#stop();
    this.#detach(reason);
    this.end();
  }

  #stop(): void {
    this.#over = true;
    this.#stopHelloTimer();
    this.#budget.stop();
  }

  #detach(reason: string): void {
    const session = this.#session;
    this.#session = undefined;
    if (session) this.#ports.registry.detach(session, reason);
  }
}
