import { clusterYaml } from "../e2e/cluster-yaml.ts";
import { type BootstrapResult, Site } from "../e2e/site.ts";
import type { Lab } from "../lab/lab.ts";

export interface OwnSite {
  readonly site: Site;
  /** `coordinator bootstrap`, which must succeed. */
  bootstrap(): Promise<BootstrapResult>;
}

/** The product set up on the lab's hosts, with its cluster formed: the state in which nothing is left to do. */
export async function setUpSite(lab: Lab, told: (line: string) => void): Promise<OwnSite> {
  const site = new Site(lab);
  const spec = clusterYaml(lab, { etcd: "3.5" });
  const bootstrap = async () => {
    const result = await site.bootstrap(spec);
    if (result.code !== 0) throw new Error(`bootstrap ended with ${result.code}:\n${result.stderr.slice(-2_000)}`);
    return result;
  };
  told("setting the product up");
  await site.serve();
  await site.enrol();
  told("the first bootstrap");
  const { seconds } = await bootstrap();
  told(`the first bootstrap took ${seconds.toFixed(1)} s`);
  return { site, bootstrap };
}
