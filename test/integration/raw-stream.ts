import { credentials } from "@grpc/grpc-js";
import type { AppError } from "@quorate/shared/errors";
import type { AgentMessage, Hello } from "@quorate/shared/session-message";
import { controlClientOptions } from "@quorate/shared/wire/channel-options";
import { encodeAgentMessage } from "@quorate/shared/wire/codec-agent-message";
import type { ConnectRequest } from "@quorate/shared/wire/generated/quorate/v1/ConnectRequest";
import type { ConnectResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/ConnectResponse";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";

export interface RawCredentials {
  readonly caPem: string;
  readonly keyPem?: string;
  readonly certPem?: string;
}

/** Connect without an agent's manners: says what a test tells it to, and remembers how it ended. */
export class RawStream {
  readonly heard: ConnectResponse__Output[] = [];
  ended: AppError | "well" | undefined;
  readonly #close: () => void;
  readonly #call: { write(message: ConnectRequest): boolean };

  constructor(controlPort: number, { caPem, keyPem, certPem }: RawCredentials) {
    const pem = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
    const { ControlService } = wire();
    const client = new ControlService(
      `127.0.0.1:${controlPort}`,
      credentials.createSsl(Buffer.from(caPem), pem(keyPem), pem(certPem)),
      {
        ...controlClientOptions,
        "grpc.use_local_subchannel_pool": 1,
        "grpc.max_send_message_length": -1,
      },
    );
    const call = client.Connect();
    call.on("data", (message: ConnectResponse__Output) => this.heard.push(message));
    call.on("error", (error) => {
      this.ended = fromStatus(error);
    });
    call.on("end", () => {
      this.ended ??= "well";
    });
    this.#call = call;
    this.#close = () => {
      call.cancel();
      client.close();
    };
  }

  say(message: AgentMessage): void {
    this.write(encodeAgentMessage(message));
  }

  write(message: ConnectRequest): void {
    this.#call.write(message);
  }

  hello(overrides: Partial<Hello> = {}): void {
    this.say({ type: "hello", hello: { agentVersion: "0.1.0", protocol: 1, bootId: "raw", epoch: 0n, ...overrides } });
  }

  get welcomed(): boolean {
    return this.heard.some(({ message }) => message === "welcome");
  }

  get code(): string | undefined {
    return this.ended === "well" ? "well" : this.ended?.code;
  }

  close(): void {
    this.#close();
  }
}
