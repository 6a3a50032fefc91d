import { clusterYaml } from "../../e2e/cluster-yaml.ts";
import type { Lab } from "../../lab/lab.ts";
import { bootstrapOf, enrolledSite } from "../own-site.ts";
import type { Way } from "../way.ts";
import { bareHosts, limitMs } from "./bare-hosts.ts";
import { type CriticalPath, criticalPath } from "./critical-path.ts";
import { timedUntilReady } from "./watch-cluster.ts";

/** What else is known of one round of ours. */
export interface OwnRun {
  readonly ms: number;
  /** The whole command, with the proofs at its end. */
  readonly commandMs: number;
  readonly critical: CriticalPath;
}

export interface OwnBootstrap extends Way {
  readonly runs: readonly OwnRun[];
}

/** Agents are enrolled before the clock begins, as the rivals' keys are on the hosts; no outages are provoked, which rivals do not either. */
export function ownBootstrap(lab: Lab): OwnBootstrap {
  const runs: OwnRun[] = [];
  return {
    name: "ours",
    title: "coordinator bootstrap",
    runs,
    measure: async () => {
      await bareHosts(lab);
      const site = await enrolledSite(lab, () => undefined);
      try {
        const spec = await clusterYaml(lab, { etcd: "3.5", kubernetes: { provokeOutages: false } });
        const { ms, value } = await timedUntilReady(lab, limitMs, () => bootstrapOf(site, spec));
        runs.push({ ms, commandMs: value.seconds * 1_000, critical: criticalPath(value.events) });
        return ms;
      } finally {
        await site.stop();
      }
    },
  };
}
