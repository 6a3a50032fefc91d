import { barrierId } from "@quorate/shared/ids";
import type { Barrier, Phase, Step } from "@quorate/shared/plan";
import { kubeletPort, layout, memberPorts, type PortUse } from "../layout.ts";
import { everyHost, type PlanInput } from "../plan-input.ts";
import type { HostSite } from "../site.ts";
import { idOf, step } from "../step-list.ts";

/**
 * flannel's VXLAN: the kernel's port, between the hosts of the overlay; and pods must reach apiservers on their hosts
 * (https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md#firewalls).
 */
const vxlanPort = 8472;

const reach = barrierId("network/reach");

/**
 * Ports as in https://kubernetes.io/docs/reference/networking/ports-and-protocols/ but for NodePorts (30000 to 32767): those are
 * as public as their owner makes them, so they are not opened to the world. Pods and members reach them.
 */
function firewall(site: HostSite, plan: PlanInput): Step {
  const { spec } = plan;
  return step(idOf("network", "firewall", site.id), "host.firewall", site.id, {
    title: "Let the members' ports and VRRP through the firewall",
    // The first step that changes anything: no host is touched before all of them have passed their checks.
    needs: everyHost(plan).map((each) => idOf("preflight", "host", each.id)),
    input: {
      mode: spec.system.firewall,
      members: spec.hosts.map((host) => host.address),
      ...openPorts(site, spec),
      memberUdpPorts: spec.kubernetes.network.plugin === "flannel" ? [vxlanPort] : [],
      trustedNetworks: [spec.kubernetes.podSubnet],
    },
    timeoutMs: 60_000,
  });
}

/** Pods of a worker may ask an apiserver directly: its address is behind the service `kubernetes`. */
function openPorts({ spec: { role } }: HostSite, spec: PlanInput["spec"]) {
  const { clientPort, peerPort } = layout.etcd;
  return role === "worker"
    ? { memberPorts: [kubeletPort.port], publicPorts: [] }
    : {
        memberPorts: [clientPort, peerPort, spec.apiserverPort, kubeletPort.port],
        publicPorts: [spec.endpoint.port],
      };
}

function reachOthers(site: HostSite, plan: PlanInput): Step {
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
        ...reachInput(site, plan),
        ignore: [...plan.spec.preflight.ignore],
      },
    },
    { barrier: reach },
  );
}

/** What other hosts ask of each other: control-plane hosts everything of theirs; a worker the apiservers, which ask its kubelet. */
function reachInput({ id, spec: { role } }: HostSite, plan: PlanInput) {
  const { endpoint, apiserverPort } = plan.spec;
  const own: readonly PortUse[] = role === "worker" ? [kubeletPort] : memberPorts(plan.spec);
  const asked = [endpoint.port, apiserverPort];
  const served = [kubeletPort.port];
  const peers = everyHost(plan)
    .filter((other) => other.id !== id && (role !== "worker" || other.spec.role !== "worker"))
    .map(({ spec }) => ({
      host: spec.name,
      address: spec.address,
      ...(role === "worker" ? { dial: asked, calls: served } : {}),
      ...(spec.role === "worker" ? { dial: served, calls: asked } : {}),
    }));
  return { ports: [...own], peers };
}

/** A closed firewall is opened before the hosts try each other: otherwise they could only fail. */
export function networkPhase(plan: PlanInput): Phase {
  return {
    name: "network",
    title: "Open the firewall; reach every host from every host",
    steps: everyHost(plan).flatMap((site) => [firewall(site, plan), reachOthers(site, plan)]),
  };
}

export function networkBarrier(plan: PlanInput): Barrier {
  return {
    id: reach,
    title: "All hosts listen, then all hosts dial",
    steps: everyHost(plan).map((site) => idOf("network", "reach", site.id)),
    order: "together",
    armMs: 15_000,
    windowMs: 20_000,
    missed: "PREFLIGHT_FAILED",
    undo: true,
  };
}
