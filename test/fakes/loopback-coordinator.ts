import { createPublicKey, generateKeyPairSync } from "node:crypto";
import {
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type sendUnaryData,
} from "@grpc/grpc-js";
import type { Command } from "@quorate/shared/command";
import type { AgentMessage, CoordinatorMessage } from "@quorate/shared/session-message";
import { controlServerOptions, enrolServerOptions } from "@quorate/shared/wire/channel-options";
import { decodeAgentMessage } from "@quorate/shared/wire/codec-agent-message";
import { encodeCoordinatorMessage } from "@quorate/shared/wire/codec-coordinator-message";
import type { ConnectRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/ConnectRequest";
import type { ConnectResponse } from "@quorate/shared/wire/generated/quorate/v1/ConnectResponse";
import type { EnrolRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { EnrolResponse } from "@quorate/shared/wire/generated/quorate/v1/EnrolResponse";
import { wire } from "@quorate/shared/wire/load";
import { toStatus } from "@quorate/shared/wire/status";
import { type FakeCa, type FakeLeaf, fakeCa } from "./fake-ca.ts";

export const coordinatorUri = "spiffe://prod/coordinator";
const dayMs = 86_400_000;

/** A fleet CA and what it signs, for tests over real TLS on loopback. */
export class LoopbackFleet {
  readonly ca: FakeCa = fakeCa("fleet", new Date());

  /** Key and certificate of a server on 127.0.0.1; `change` makes it a wrong one. */
  server(change: Partial<FakeLeaf> = {}): { readonly keyPem: string; readonly certPem: string } {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const certPem = this.#issue(publicKey.export({ type: "spki", format: "der" }), {
      commonName: "coordinator",
      ipAddresses: ["127.0.0.1"],
      uris: [coordinatorUri],
      usages: ["server"],
      ...change,
    });
    return { keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), certPem };
  }

  agentCertificate(publicKey: Buffer, host = "k8s-1"): string {
    return this.#issue(publicKey, { commonName: host, uris: [`spiffe://prod/agent/${host}`], usages: ["client"] });
  }

  agent(host = "k8s-1"): { readonly keyPem: string; readonly certPem: string } {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
    const keyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    return { keyPem, certPem: this.agentCertificate(publicKey, host) };
  }

  #issue(publicKey: Buffer, leaf: Omit<FakeLeaf, "publicKey" | "notBefore" | "notAfter">): string {
    const notBefore = new Date(Date.now() - 300_000);
    return this.ca.issue({ publicKey, notBefore, notAfter: new Date(Date.now() + dayMs), ...leaf });
  }
}

type Pair = { readonly keyPem: string; readonly certPem: string };

function credentials(fleet: LoopbackFleet, pair: Pair, clientCertificate: boolean): ServerCredentials {
  const chain = Buffer.from(pair.certPem + fleet.ca.pem);
  const keys = [{ private_key: Buffer.from(pair.keyPem), cert_chain: chain }];
  return ServerCredentials.createSsl(Buffer.from(fleet.ca.pem), keys, clientCertificate);
}

async function listen(server: Server, secure: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", secure, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
}

export interface LoopbackEnrol {
  readonly address: string;
  readonly requests: readonly EnrolRequest__Output[];
  close(): void;
}

/** Answers Enrol with what `answer` makes of the request; an AppError becomes its status. */
export async function enrolListener(
  fleet: LoopbackFleet,
  answer: (request: EnrolRequest__Output) => EnrolResponse,
  pair = fleet.server(),
): Promise<LoopbackEnrol> {
  const server = new Server(enrolServerOptions);
  const requests: EnrolRequest__Output[] = [];
  server.addService(wire().EnrolService.service, {
    Enrol: (call: ServerUnaryCall<EnrolRequest__Output, EnrolResponse>, done: sendUnaryData<EnrolResponse>) => {
      requests.push(call.request);
      try {
        done(null, answer(call.request));
      } catch (error) {
        done(toStatus(error));
      }
    },
  });
  const port = await listen(server, credentials(fleet, pair, false));
  return { address: `127.0.0.1:${port}`, requests, close: () => server.forceShutdown() };
}

/** One control listener that records what agents say and says what the test wants. */
export class LoopbackControl {
  readonly heard: AgentMessage[] = [];
  readonly port: number;
  #streams = 0;
  readonly #server: Server;
  #stream: ServerDuplexStream<ConnectRequest__Output, ConnectResponse> | undefined;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  static async open(fleet: LoopbackFleet, options: { pair?: Pair; epoch?: bigint } = {}) {
    const server = new Server(controlServerOptions);
    let control: LoopbackControl | undefined;
    server.addService(wire().ControlService.service, {
      Connect: (stream: ServerDuplexStream<ConnectRequest__Output, ConnectResponse>) =>
        control?.accept(stream, options.epoch ?? 3n),
    });
    const bound = await listen(server, credentials(fleet, options.pair ?? fleet.server(), true));
    control = new LoopbackControl(server, bound);
    return control;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get streams(): number {
    return this.#streams;
  }

  accept(stream: ServerDuplexStream<ConnectRequest__Output, ConnectResponse>, epoch: bigint): void {
    this.#streams += 1;
    this.#stream = stream;
    stream.on("error", () => undefined);
    stream.on("data", (raw: ConnectRequest__Output) => {
      const message = decodeAgentMessage(raw);
      this.heard.push(message);
      if (message.type === "hello") {
        this.say({ type: "welcome", welcome: { epoch, instance: "", cluster: "prod", heartbeatIntervalMs: 100 } });
      }
      if (message.type === "heartbeat") this.#acknowledge(message.heartbeat.sequence);
    });
  }

  say(message: CoordinatorMessage<Command>): void {
    this.#stream?.write(encodeCoordinatorMessage(message));
  }

  refuse(error: Error): void {
    this.#stream?.emit("error", toStatus(error));
  }

  close(): void {
    this.#server.forceShutdown();
  }

  /** Its clock is ten seconds ahead of this machine's. */
  #acknowledge(sequence: bigint): void {
    const now = process.hrtime.bigint() + 10_000_000_000n;
    const ack = { sequence, receivedMonoNs: now, receivedWallNs: 0n, sentMonoNs: now, sentWallNs: 0n };
    this.say({ type: "heartbeat-ack", ack });
  }
}
