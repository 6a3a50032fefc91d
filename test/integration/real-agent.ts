import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { EtcdGeneration, KubernetesState } from "@quorate/shared/facts";
import { createLogger } from "@quorate/shared/log";
import type { Secret } from "@quorate/shared/secret";
import { type Identity, loadIdentity } from "../../packages/agent/src/config/identity.ts";
import { agentPaths } from "../../packages/agent/src/config/paths.ts";
import { HealthSampler } from "../../packages/agent/src/health/health-sampler.ts";
import { openWatchFile } from "../../packages/agent/src/health/watch-file.ts";
import type { Host } from "../../packages/agent/src/host/host.ts";
import { createHost } from "../../packages/agent/src/host/real-host.ts";
import { Journal } from "../../packages/agent/src/runner/journal.ts";
import { LeaseDesk } from "../../packages/agent/src/runner/lease-desk.ts";
import { StepRunner } from "../../packages/agent/src/runner/step-runner.ts";
import { CertificateDesk } from "../../packages/agent/src/session/certificate-desk.ts";
import { controlConnect } from "../../packages/agent/src/session/control-channel.ts";
import { enroll } from "../../packages/agent/src/session/enrol.ts";
import { keepSession } from "../../packages/agent/src/session/keep-session.ts";
import { Outbox } from "../../packages/agent/src/session/outbox.ts";
import { Pulse } from "../../packages/agent/src/session/pulse.ts";
import type { StepHandlers } from "../../packages/agent/src/steps/handler.ts";
import { fakeFacts } from "../fakes/cluster.ts";
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
    await enroll({
      ...{ coordinator: `127.0.0.1:${place.enrolPort}`, token: await place.newToken(name), caHash: place.caHash },
      ...{ facts: agent.#facts(), paths: agent.#paths, files: host.files },
    });
    return agent;
  }

  identity(): Promise<Identity> {
    return loadIdentity(this.#paths);
  }

  /** Steps see `stepHost`, which may be a machine in memory; everything else of the agent is on the real one. */
  async start(handlers: StepHandlers = scriptedHandlers(), stepHost: Host = host): Promise<void> {
    const identity = await this.identity();
    const clock = systemClock;
    const log = createLogger("test", "silent");
    const outbox = new Outbox();
    const journal = await Journal.open(this.#paths.stateDir);
    const watch = await openWatchFile(host.files, this.#paths.stateDir);
    const dataDir = this.#paths.stateDir;
    const sampler = new HealthSampler({ clock, network: host.network, watch: () => watch.current, dataDir });
    const pulse = new Pulse({ clock, bootId: `boot-${this.name}`, health: () => sampler.sample() });
    const certificates = new CertificateDesk((message) => outbox.answer(message));
    const runner = new StepRunner({
      ...{ handlers, host: stepHost, clock, clockEstimate: () => pulse.estimate },
      requestCertificate: (lease, request, signal) => certificates.request(lease, request, signal),
    });
    const desk = new LeaseDesk({ journal, runner, log, report: (report) => outbox.report(report) });
    const stop = new AbortController();
    const over = keepSession(
      {
        ...{ connect: controlConnect(identity), clock, log, agentVersion: "0.1.0", bootId: `boot-${this.name}` },
        ...{ journal, desk, outbox, pulse, certificates },
        facts: async () => this.#facts(),
        watch: (target) => watch.replace(target),
      },
      stop.signal,
      () => 0.1,
    );
    this.#kill = async () => {
      stop.abort(new AppError("HOST_LOST", "test over"));
      await over;
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
