import type { Phase, Step } from "@quorate/shared/plan";
import { kubeletPort, layout, localPorts, memberPorts } from "../layout.ts";
import { everyHost, type PlanInput } from "../plan-input.ts";
import type { HostSite } from "../site.ts";
import { idOf, step } from "../step-list.ts";

function masterCheck(site: HostSite, plan: PlanInput): Step {
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
      ports: [...memberPorts(plan.spec), ...localPorts(plan.spec)],
      members: plan.spec.hosts.map((host) => host.address),
      ignore: [...preflight.ignore],
    },
  });
}

/** No etcd writes on a worker's disk, so any speed will do there. */
const anyFsyncMs = 60_000;

function workerCheck(site: HostSite, plan: PlanInput): Step {
  const { preflight } = plan.spec;
  return step(idOf("preflight", "host", site.id), "preflight.host", site.id, {
    title: "Check the host: resources, clock, ports, leftovers",
    input: {
      address: site.spec.address,
      interface: site.interface,
      minimum: {
        cpus: preflight.minCpus,
        memoryMiB: preflight.minMemoryMiB,
        diskMiB: preflight.minDiskMiB,
        fsyncP99Ms: anyFsyncMs,
      },
      dataDir: layout.kubernetes.kubeletData,
      ports: [kubeletPort],
      members: plan.spec.hosts.map((host) => host.address),
      ignore: [...preflight.ignore],
    },
  });
}

/** Looks at every host; changes nothing. */
export function preflightPhase(plan: PlanInput): Phase {
  const steps = everyHost(plan).map((site) =>
    site.spec.role === "worker" ? workerCheck(site, plan) : masterCheck(site, plan),
  );
  return { name: "preflight", title: "Check the hosts", steps };
}
