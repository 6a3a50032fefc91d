import { clusterYaml } from "../../e2e/cluster-yaml.ts";
import type { Site } from "../../e2e/site.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { bootstrapOf, enrolledSite } from "../own-site.ts";
import type { Way } from "../way.ts";
import { joinSpanMs } from "./join-span.ts";

const usualRounds = 3;

/** With external etcd a join changes no membership, so that nothing but the machine keeps joins apart. */
export async function join({ lab, told }: BenchContext): Promise<Bench> {
  const site = await enrolledSite(lab, told);
  const cluster = {
    site,
    hosts: lab.hosts,
    spec: await clusterYaml(lab, { etcd: "3.5", kubernetes: { provokeOutages: false } }),
  };
  try {
    const { seconds } = await bootstrapOf(site, cluster.spec);
    told(`the first bootstrap took ${seconds.toFixed(1)} s`);
  } catch (error) {
    await site.stop();
    throw error;
  }
  return {
    question: "control-plane hosts join: from the first lease of a kubeadm.join to the end of the last",
    contest: {
      ours: joining("ours", "two at once", cluster, lab.hosts.slice(1)),
      baselines: [joining("alone", "one alone", cluster, lab.hosts.slice(-1))],
    },
    targets: [{ baseline: "alone", measure: "mean", atMost: 1.15 }],
    rounds: usualRounds,
    notes: () => [],
    close: () => site.stop(),
  };
}

interface Cluster {
  readonly site: Site;
  readonly hosts: readonly LabHost[];
  readonly spec: string;
}

function joining(name: string, title: string, { site, hosts, spec }: Cluster, leaving: readonly LabHost[]): Way {
  return {
    name,
    title,
    measure: async () => {
      await Promise.all(leaving.map((host) => leave(host, hosts)));
      const { events } = await bootstrapOf(site, spec);
      return joinSpanMs(
        events,
        leaving.map((host) => host.name),
      );
    },
  };
}

/** As its operator takes a host out: external etcd knows nothing of it. */
async function leave(host: LabHost, [first]: readonly LabHost[]): Promise<void> {
  const reset = ["kubeadm", "reset", "--force", "--skip-phases=remove-etcd-member"];
  await host.exec(reset, { timeoutMs: 120_000 });
  const kubectl = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf"];
  await first?.exec([...kubectl, "delete", "node", host.name]);
}
