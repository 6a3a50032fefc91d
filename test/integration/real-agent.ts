import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "@quorate/shared/clock";
import type { EtcdGeneration, KubernetesState } from "@quorate/shared/facts";
import { createLogger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { type Identity, loadIdentity } from "../../packages/agent/src/config/identity.ts";
import { agentPaths } from "../../packages/agent/src/config/paths.ts";
import type { Host } from "../../packages/agent/src/host/host.ts";
import { createHost } from "../../packages/agent/src/host/real-host.ts";
import { startAgent } from "../../packages/agent/src/main/agent.ts";
import { Journal } from "../../packages/agent/src/runner/journal.ts";
import type { Connect } from "../../packages/agent/src/session/connection.ts";
import { controlConnect } from "../../packages/agent/src/session/control-channel.ts";
import { enroll } from "../../packages/agent/src/session/enrol.ts";
import { OwnIdentity } from "../../packages/agent/src/session/own-identity.ts";
import type { StepHandlers } from "../../packages/agent/src/steps/handler.ts";
import { fakeFacts } from "../fakes/cluster.ts";
import { directCommands } from "../fakes/direct-commands.ts";
import { scriptedHandlers } from "../fakes/scripted-handlers.ts";

const host = createHost();

/** Where a host can enrol. */
export interface EnrolPlace {
  readonly enrolPort: number;
  readonly caHash: string;
  newToken(hostName: string): Promise<Secret<string>>;
}

/** A whole agent on this machine under a name of its own, with real files, real TLS and real enrolment. */
export class RealAgent {
  readonly name: string;
  readonly directory: string;
  /** What its facts say of etcd; none at first. */
  etcd: EtcdGeneration | undefined;
  /** What they say of kubeadm's work; none at first. */
  kubernetes: KubernetesState | undefined;
  /** By which its certificate ages. */
  clock: Clock = systemClock;
  /** Where it connects to, when that is not the coordinator itself. */
  via: string | undefined;
  /** What its streams go through. */
  disturb: (connect: Connect) => Connect = (connect) => connect;
  readonly #address: string;
  readonly #paths: ReturnType<typeof agentPaths>;
  #kill: (() => Promise<void>) | undefined;

  private constructor(name: string, address: string) {
    this.name = name;
    this.#address = address;
    this.directory = mkdtempSync(join(tmpdir(), `quorate-agent-${name}-`));
    this.#paths = agentPaths(join(this.directory, "etc"), join(this.directory, "state"));
    mkdirSync(this.#paths.stateDir, { recursive: true, mode: 0o700 });
  }

  /** `address` is what its facts say; it really comes from loopback. */
  static async enrolled(place: EnrolPlace, name: string, address = "127.0.0.1"): Promise<RealAgent> {
    const agent = new RealAgent(name, address);
    await agent.enrolAgain(place);
    return agent;
  }

  async enrolAgain(place: EnrolPlace): Promise<void> {
    await enroll({
      ...{ coordinator: `127.0.0.1:${place.enrolPort}`, token: await place.newToken(this.name), caHash: place.caHash },
      ...{ facts: this.#facts(), paths: this.#paths, files: host.files },
    });
  }

  identity(): Promise<Identity> {
    return loadIdentity(this.#paths);
  }

  /** Steps see `stepHost`, which may be a machine in memory; everything else of the agent is on the real one. */
  async start(handlers: StepHandlers = scriptedHandlers(), stepHost: Host = host): Promise<void> {
    const enrolled = await this.identity();
    const identity = { ...enrolled, controlAddress: this.via ?? enrolled.controlAddress };
    const { stateDir } = this.#paths;
    const journal = await Journal.open(stateDir);
    const agent = await startAgent({
      ...{
        identity: new OwnIdentity(identity, this.#paths, host.files),
        stateDir,
        bootId: `boot-${this.name}`,
        log: createLogger("test", "silent"),
      },
      ...{ journal, handlers, host, stepHost, longCommands: directCommands(stepHost) },
      facts: async () => this.#facts(),
      jitter: () => 0.1,
      connect: (own) => this.disturb(controlConnect(own)),
      clock: this.clock,
    });
    this.#kill = async () => {
      await agent.disconnect();
      await journal.close();
    };
  }

  async kill(): Promise<void> {
    const kill = this.#kill;
    this.#kill = undefined;
    await kill?.();
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #facts() {
    const facts = fakeFacts({ name: this.name, address: this.#address, role: "control-plane" });
    const { etcd, kubernetes } = this;
    return { ...facts, ...(etcd ? { etcd } : {}), ...(kubernetes ? { kubernetes } : {}) };
  }
}
