import { barrierId } from "@quorate/shared/ids";
import type { Barrier, Phase } from "@quorate/shared/plan";
import { layout } from "../layout.ts";
import type { PlanInput, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

const network = barrierId("preflight/network");

function ports({ spec }: PlanInput): readonly { port: number; unit: string }[] {
  return [
    { port: layout.etcd.clientPort, unit: layout.etcd.unit },
    { port: layout.etcd.peerPort, unit: layout.etcd.unit },
    { port: spec.endpoint.port, unit: layout.unit.haproxy },
    { port: spec.apiserverPort, unit: layout.unit.kubelet },
  ];
}

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
      ports: [...ports(plan), { port: layout.etcd.metricsPort, unit: layout.etcd.unit }],
      ignore: [...preflight.ignore],
    },
  });
}

function networkCheck(site: Site, plan: PlanInput) {
  return step(
    idOf("preflight", "network", site.id),
    "preflight.network",
    site.id,
    {
      title: "Reach every other host on every needed port",
      needs: [idOf("preflight", "host", site.id)],
      input: {
        self: site.spec.name,
        address: site.spec.address,
        peers: site.peers.map((peer) => ({ host: peer.name, address: peer.address })),
        ports: [...ports(plan)],
        ignore: [...plan.spec.preflight.ignore],
      },
    },
    { barrier: network },
  );
}

/** Looks at every host and between them; changes nothing. */
export function preflightPhase(plan: PlanInput): Phase {
  return {
    name: "preflight",
    title: "Check the hosts and the network between them",
    steps: plan.sites.flatMap((site) => [hostCheck(site, plan), networkCheck(site, plan)]),
  };
}

export function preflightBarrier(plan: PlanInput): Barrier {
  return {
    id: network,
    title: "All hosts listen, then all hosts dial",
    steps: plan.sites.map((site) => idOf("preflight", "network", site.id)),
    order: "together",
    armMs: 15_000,
    windowMs: 20_000,
    missed: "PREFLIGHT_FAILED",
    undo: true,
  };
}
