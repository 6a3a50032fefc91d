import { type Clock, systemClock } from "@quorate/shared/clock";
import type { ClusterEvent } from "@quorate/shared/events";
import type { Drift } from "@quorate/shared/step/outcome";
import type { ApplyHandler, StepContext, StepHandlers } from "../../packages/agent/src/steps/handler.ts";
import { pretendHandlers } from "../fakes/pretend-handlers.ts";
import { demoSpec } from "./demo-spec.ts";
import { RealAgent } from "./real-agent.ts";
import { RealCoordinator } from "./real-coordinator.ts";

type Finished = Extract<ClusterEvent, { type: "run.finished" }>;

/** What steps were handed and what they did, in their order. */
export interface Deed {
  readonly host: string;
  readonly kind: string;
  readonly secrets: Readonly<Record<string, string>>;
}

const masters = ["m1", "m2", "m3"];
const workers = ["w11"];
const addressOf = (name: string): string => (name.startsWith("m") ? `10.0.0.${name.slice(1)}` : "10.0.0.11");

/** A real coordinator and real agents on loopback; their steps do nothing, but facts follow as after real ones. */
export class PretendCluster {
  readonly spec = {
    text: demoSpec("{ name: w11, address: 10.0.0.11, role: worker }"),
    name: "cluster.yaml",
    files: {},
  };
  readonly names = [...masters, ...workers];
  readonly deeds: Deed[] = [];
  readonly real: RealCoordinator;
  readonly agents = new Map<string, RealAgent>();
  /** Resets on hosts wait for it. */
  gate: Promise<void> = Promise.resolve();
  /** Joins wait for it; how many have begun. */
  joinGate: Promise<void> = Promise.resolve();
  joining = 0;

  private constructor(real: RealCoordinator) {
    this.real = real;
  }

  /** All of them on one clock. */
  static async start(clock: Clock = systemClock): Promise<PretendCluster> {
    const cluster = new PretendCluster(await RealCoordinator.start({ clock }));
    for (const name of cluster.names) {
      const agent = await RealAgent.enrolled(cluster.real, name, addressOf(name));
      agent.clock = clock;
      cluster.agents.set(name, agent);
      await agent.start(pretendHandlers(name, "m2", cluster.#handlers(agent)));
    }
    await cluster.connected();
    return cluster;
  }

  /** Resolves when every agent has its stream again. */
  async connected(): Promise<void> {
    const limit = performance.now() + 60_000;
    const away = async () => (await this.real.client.status()).hosts.some(({ agent }) => agent !== "connected");
    while (await away()) if (performance.now() > limit) throw new Error("the agents did not come back");
  }

  /** Follows a run to its end, as the command line does. */
  async follow({ run, since }: { readonly run: string; readonly since: number }): Promise<Finished> {
    const stop = new AbortController();
    for await (const { event } of this.real.client.events({ since: since - 1, follow: true, run }, stop.signal)) {
      if (event.type === "run.finished") return event;
    }
    throw new Error("the events ended before the run did");
  }

  async bootstrap(until?: string): Promise<Finished> {
    return await this.follow(
      await this.real.client.bootstrap(this.spec, "root", [], until === undefined ? {} : { until }),
    );
  }

  /** Values of one secret that steps were handed, each once. */
  handed(name: string): readonly string[] {
    return [...new Set(this.deeds.flatMap(({ secrets }) => secrets[name] ?? []))];
  }

  async remove(): Promise<void> {
    for (const agent of this.agents.values()) await agent.remove();
    await this.real.remove();
  }

  #handlers(agent: RealAgent): Partial<StepHandlers> {
    return {
      "etcd.settle": this.#settle(agent),
      "kubernetes.pki": this.#pki(agent),
      "kubeadm.init": this.#init(agent),
      "kubeadm.join": this.#join(agent),
      "kubeadm.reset": this.#reset(agent),
      "etcd.destroy": this.#destroy(agent),
    };
  }

  #did(agent: RealAgent, kind: string, ctx: StepContext, names: readonly string[]): void {
    const secrets = Object.fromEntries(names.map((name) => [name, ctx.secret(name).reveal()]));
    this.deeds.push({ host: agent.name, kind, secrets });
  }

  #settle(agent: RealAgent): ApplyHandler<"etcd.settle"> {
    return {
      type: "apply",
      probe: async () => (agent.etcd?.formed ? [] : [{ what: "etcd", have: "new", want: "formed" }]),
      apply: async ({ member: { generation, dataDir } }) => {
        agent.etcd = { ...generation, dataDir, formed: true };
        return {};
      },
    };
  }

  #pki(agent: RealAgent): ApplyHandler<"kubernetes.pki"> {
    let done = false;
    return {
      type: "apply",
      probe: async () => (done ? [] : [{ what: "keys", have: "", want: "shared" }]),
      apply: async ({ secretFiles }, ctx) => {
        const names = secretFiles.map(({ secret }) => secret);
        this.#did(agent, "kubernetes.pki", ctx, names);
        done = true;
        return {};
      },
    };
  }

  #init(agent: RealAgent): ApplyHandler<"kubeadm.init"> {
    return {
      type: "apply",
      probe: async () => unjoined(agent),
      apply: async ({ tokenSecret, caHash }, ctx) => {
        this.#did(agent, "kubeadm.init", ctx, [tokenSecret]);
        agent.kubernetes = { role: "control-plane", caHash, joined: true };
        return { seconds: 1 };
      },
    };
  }

  #join(agent: RealAgent): ApplyHandler<"kubeadm.join"> {
    return {
      type: "apply",
      probe: async () => unjoined(agent),
      apply: async ({ tokenSecret, caHash, role }, ctx) => {
        this.joining += 1;
        await orCanceled(this.joinGate, ctx.signal);
        this.#did(agent, "kubeadm.join", ctx, [tokenSecret]);
        agent.kubernetes = { role, caHash, joined: true };
        return { seconds: 1 };
      },
    };
  }

  #reset(agent: RealAgent): ApplyHandler<"kubeadm.reset"> {
    return {
      type: "apply",
      probe: async () => (agent.kubernetes ? [{ what: "node", have: "joined", want: "" }] : []),
      apply: async (_input, ctx) => {
        await this.gate;
        this.#did(agent, "kubeadm.reset", ctx, []);
        agent.kubernetes = undefined;
        return { did: ["kubeadm reset"] };
      },
    };
  }

  #destroy(agent: RealAgent): ApplyHandler<"etcd.destroy"> {
    return {
      type: "apply",
      probe: async () => (agent.etcd ? [{ what: "etcd", have: "formed", want: "" }] : []),
      apply: async (_input, ctx) => {
        this.#did(agent, "etcd.destroy", ctx, []);
        agent.etcd = undefined;
        return { did: ["removed the data"], left: [] };
      },
    };
  }
}

function unjoined({ kubernetes }: RealAgent): readonly Drift[] {
  return kubernetes ? [] : [{ what: "node", have: "", want: "joined" }];
}

function orCanceled(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
