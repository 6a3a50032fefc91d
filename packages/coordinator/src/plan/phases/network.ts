import { barrierId } from "@quorate/shared/ids";
import type { Barrier, Phase, Step } from "@quorate/shared/plan";
import { layout, memberPorts } from "../layout.ts";
import type { PlanInput, Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

const reach = barrierId("network/reach");

function firewall(site: Site, { spec, sites }: PlanInput): Step {
  return step(idOf("network", "firewall", site.id), "host.firewall", site.id, {
    title: "Let the members' ports and VRRP through the firewall",
    // The first step that changes anything: no host is touched before all of them have passed their checks.
    needs: sites.map((each) => idOf("preflight", "host", each.id)),
    input: {
      mode: spec.system.firewall,
      members: spec.hosts.map((host) => host.address),
      memberPorts: [layout.etcd.clientPort, layout.etcd.peerPort, spec.apiserverPort, layout.kubeletPort],
      publicPorts: [spec.endpoint.port],
    },
    timeoutMs: 60_000,
  });
}

function reachOthers(site: Site, plan: PlanInput): Step {
  return step(
    idOf("network", "reach", site.id),
    "preflight.network",
    site.id,
    {
      title: "Reach every other host on every needed port",
      needs: [idOf("network", "firewall", site.id)],
      input: {
        self: site.spec.name,
        address: site.spec.address,
        peers: site.peers.map((peer) => ({ host: peer.name, address: peer.address })),
        ports: [...memberPorts(plan.spec)],
        ignore: [...plan.spec.preflight.ignore],
      },
    },
    { barrier: reach },
  );
}

/** A closed firewall is opened before the hosts try each other: otherwise they could only fail. */
export function networkPhase(plan: PlanInput): Phase {
  return {
    name: "network",
    title: "Open the firewall; reach every host from every host",
    steps: plan.sites.flatMap((site) => [firewall(site, plan), reachOthers(site, plan)]),
  };
}

export function networkBarrier(plan: PlanInput): Barrier {
  return {
    id: reach,
    title: "All hosts listen, then all hosts dial",
    steps: plan.sites.map((site) => idOf("network", "reach", site.id)),
    order: "together",
    armMs: 15_000,
    windowMs: 20_000,
    missed: "PREFLIGHT_FAILED",
    undo: true,
  };
}
