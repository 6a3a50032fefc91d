import { type Site, until } from "../../e2e/site.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { hostPaths, labPaths } from "../../lab/paths.ts";
import type { Way } from "../way.ts";
import { type IdleFigures, pause, watchIdle } from "./idle-figures.ts";

export const unit = "quorate-agent.service";
const dropIn = `/etc/systemd/system/${unit}.d/footprint.conf`;
/** What is only done once, at the start, has ended by then. */
const settleMs = 10_000;
const idleMs = 60_000;
const connectMs = 60_000;

export interface AgentWay extends Way {
  /** Of each measurement, whether its round was kept or not; `ms` tells which. */
  readonly taken: readonly (IdleFigures & { readonly ms: number })[];
}

/** An enrolled agent, begun anew as `service` changes its unit: from the fork of its process to the coordinator's word, and then its idle minute. */
export function agentWay(site: Site, host: LabHost, names: Pick<Way, "name" | "title">, service: string): AgentWay {
  const taken: (IdleFigures & { ms: number })[] = [];
  const { cgroup } = hostPaths(labPaths(site.lab.id), host.name);
  return {
    ...names,
    taken,
    measure: async () => {
      await host.exec(["systemctl", "stop", unit]);
      await host.writeFile(dropIn, `[Service]\n${service}`);
      await host.exec(["systemctl", "daemon-reload"]);
      const before = (await site.events()).length;
      await host.exec(["systemctl", "start", unit]);
      const ms = (await connectedAt(site, host, before)) - (await startedAt(host));
      await pause(settleMs);
      const idle = await watchIdle(host, unit, cgroup, idleMs);
      // Nothing is less than any limit.
      if (idle.anonymous === 0) throw new Error(`no process of ${unit} was seen on ${host.name}`);
      taken.push({ ms, ...idle });
      return ms;
    },
  };
}

/** By the clock that the coordinator and the hosts of a lab share, milliseconds. */
async function connectedAt(site: Site, host: LabHost, before: number): Promise<number> {
  let at: string | undefined;
  await until(connectMs, `${host.name} to connect`, async () => {
    const news = (await site.events()).slice(before);
    at = news.find(({ event }) => event.type === "host.connected" && event.host === host.name)?.at;
    return at !== undefined;
  });
  return Date.parse(at ?? "");
}

async function startedAt(host: LabHost): Promise<number> {
  const show = ["systemctl", "show", unit, "--property=ExecMainStartTimestamp", "--value", "--timestamp=us+utc"];
  return startOf((await host.exec(show)).stdout);
}

/** "Sat 2026-11-28 11:08:34.123456 UTC", in milliseconds since 1970. */
export function startOf(timestamp: string): number {
  const [, day, time, micros] = /^\w+ (\S+) (\S+)\.(\d{6}) UTC$/.exec(timestamp.trim()) ?? [];
  return Date.parse(`${day}T${time}Z`) + Number(micros) / 1_000;
}
