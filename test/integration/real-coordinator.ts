import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { createLogger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import {
  type Coordinator,
  type CoordinatorSettings,
  startCoordinator,
} from "../../packages/coordinator/src/rpc/coordinator-server.ts";
import { freePort } from "../fakes/free-port.ts";
import type { EnrolPlace } from "./real-agent.ts";

type Ports = Pick<CoordinatorSettings, "enrolAddress" | "controlAddress">;

/** A whole coordinator on loopback, with its state in a temporary directory and a client on its admin socket. */
export class RealCoordinator implements EnrolPlace {
  readonly stateDir: string;
  readonly settings: CoordinatorSettings;
  #running: Coordinator | undefined;
  #client: AdminClient | undefined;

  private constructor(stateDir: string, overrides: Partial<CoordinatorSettings> & Ports) {
    this.stateDir = stateDir;
    this.settings = {
      ...{ stateDir, version: "0.1.0", advertise: ["127.0.0.1"], logger: createLogger("test", "silent") },
      ...overrides,
    };
  }

  static async start(overrides: Partial<CoordinatorSettings> = {}): Promise<RealCoordinator> {
    const [enrol, control] = [await freePort(), await freePort()];
    const ports = { enrolAddress: `127.0.0.1:${enrol}`, controlAddress: `127.0.0.1:${control}` };
    const real = new RealCoordinator(mkdtempSync(join(tmpdir(), "quorate-coordinator-")), { ...ports, ...overrides });
    await real.startAgain();
    return real;
  }

  get running(): Coordinator {
    if (!this.#running) throw new Error("the coordinator does not run");
    return this.#running;
  }

  get enrolPort(): number {
    return this.running.enrolPort;
  }

  get caHash(): string {
    return this.running.caHash;
  }

  async newToken(hostName: string): Promise<Secret<string>> {
    return (await this.client.createToken({ hostName, address: "127.0.0.1", ttlSeconds: 60, operator: "test" })).token;
  }

  get client(): AdminClient {
    this.#client ??= new AdminClient(this.running.adminSocket);
    return this.#client;
  }

  /** On the same state and the same ports, so that agents find it. */
  async startAgain(): Promise<void> {
    this.#running = await startCoordinator(this.settings);
  }

  async stop(): Promise<void> {
    this.#client?.close();
    this.#client = undefined;
    await this.#running?.stop();
  }

  /** Stops it and removes what it wrote. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  /** Everything in the log so far, of one type. */
  async events<T extends ClusterEvent["type"]>(type: T): Promise<readonly Extract<ClusterEvent, { type: T }>[]> {
    return (await this.records()).flatMap(({ event }) =>
      event.type === type ? [event as Extract<ClusterEvent, { type: T }>] : [],
    );
  }

  async records(): Promise<readonly EventRecord[]> {
    const query = { since: 0, follow: false, run: "" };
    const records: EventRecord[] = [];
    for await (const record of this.client.events(query, new AbortController().signal)) records.push(record);
    return records;
  }
}
