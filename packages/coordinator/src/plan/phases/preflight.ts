import type { Phase } from "@quorate/shared/plan";
import { layout, memberPorts } from "../layout.ts";
import type { PlanInput, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

function hostCheck(site: Site, plan: PlanInput) {
  const { preflight, endpoint, etcd } = plan.spec;
  return step(idOf("preflight", "host", site.id), "preflight.host", site.id, {
    title: "Check the host: resources, clock, ports, VIP, leftovers",
    input: {
      address: site.spec.address,
      interface: site.interface,
      vip: endpoint.vip,
      minimum: {
        cpus: preflight.minCpus,
        memoryMiB: preflight.minMemoryMiB,
        diskMiB: preflight.minDiskMiB,
        fsyncP99Ms: preflight.maxFsyncP99Ms,
      },
      dataDir: etcd.dataDir,
      ports: [...memberPorts(plan.spec), { port: layout.etcd.metricsPort, unit: layout.etcd.unit }],
      members: plan.spec.hosts.map((host) => host.address),
      ignore: [...preflight.ignore],
    },
  });
}

/** Looks at every host; changes nothing. */
export function preflightPhase(plan: PlanInput): Phase {
  return { name: "preflight", title: "Check the hosts", steps: plan.sites.map((site) => hostCheck(site, plan)) };
}
