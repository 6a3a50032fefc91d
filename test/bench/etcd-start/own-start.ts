import type { LabHost } from "../../lab/lab-host.ts";
import type { OwnSite } from "../own-site.ts";
import type { Way } from "../way.ts";
import { type BarrierTimes, barrierTimes } from "./barrier-times.ts";

const dataDir = "/var/lib/quorate-etcd";
const limitMs = 300_000;

export interface OwnStart extends Way {
  readonly times: readonly BarrierTimes[];
}

/** A real bootstrap of hosts that lack nothing but the etcd cluster. */
export function ownStart(
  hosts: readonly LabHost[],
  { bootstrap }: OwnSite,
  untilHealthy: (limitMs: number) => Promise<bigint>,
): OwnStart {
  const times: BarrierTimes[] = [];
  return {
    name: "ours",
    title: "the coordinator's start window",
    times,
    measure: async () => {
      const healthy = untilHealthy(limitMs);
      const { events } = await bootstrap();
      const healthyNs = await healthy;
      const barrier = barrierTimes(events);
      times.push(barrier);
      await removeCluster(hosts);
      return Number(healthyNs - barrier.firstCommandNs) / 1e6;
    },
  };
}

/** As if these hosts had never had a cluster: the next bootstrap forms a new generation. */
export async function removeCluster(hosts: readonly LabHost[]): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      await host.exec(["systemctl", "kill", "--signal=SIGKILL", "etcd.service"], { check: false });
      await host.exec(["systemctl", "stop", "etcd.service"]);
      await host.exec(["find", dataDir, "-mindepth", "1", "-delete"]);
      await host.exec(["rm", "-f", "/etc/quorate/etcd-generation.json", "/etc/quorate/etcd-attempt.json"]);
    }),
  );
}
