import { clusterYaml } from "../e2e/cluster-yaml.ts";
import { type BootstrapResult, Site } from "../e2e/site.ts";
import type { Lab } from "../lab/lab.ts";

export interface OwnSite {
  readonly site: Site;
  /** `coordinator bootstrap`, which must succeed. */
  bootstrap(): Promise<BootstrapResult>;
}

/** A coordinator, and an agent enrolled on every host. */
export async function enrolledSite(lab: Lab, told: (line: string) => void, until?: string): Promise<Site> {
  const site = new Site(lab, until);
  told("enrolling the hosts");
  await orStopped(site, async () => {
    await site.serve();
    await site.enrol();
  });
  return site;
}

/** The product set up on the lab's hosts, with its etcd cluster formed and no Kubernetes begun: the state in which nothing is left to do. */
export async function convergedSite(lab: Lab, told: (line: string) => void): Promise<OwnSite> {
  const site = await enrolledSite(lab, told, "etcd");
  const spec = await clusterYaml(lab, { etcd: "3.5" });
  const bootstrap = () => bootstrapOf(site, spec);
  const { seconds } = await orStopped(site, bootstrap);
  told(`the first bootstrap took ${seconds.toFixed(1)} s`);
  return { site, bootstrap };
}

/** `coordinator bootstrap` of this spec, which must succeed. */
export async function bootstrapOf(site: Site, spec: string): Promise<BootstrapResult> {
  const result = await site.bootstrap(spec);
  if (result.code !== 0) throw new Error(`bootstrap ended with ${result.code}:\n${result.stderr.slice(-2_000)}`);
  return result;
}

/** A daemon must not outlive the benchmark that started it. */
async function orStopped<T>(site: Site, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await site.stop();
    throw error;
  }
}
