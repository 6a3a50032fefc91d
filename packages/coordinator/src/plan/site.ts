import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../spec/control-plane-hosts.ts";

/** One host as the phases see it: wish and fact side by side, everything derived once. */
export interface HostSite {
  readonly id: HostId;
  readonly spec: HostSpec;
  readonly facts: HostFacts;
  /** The one that carries the host's address; on control-plane hosts VRRP speaks there. */
  readonly interface: string;
}

/** A control-plane host. */
export interface Site extends HostSite {
  /** Place in the list of control-plane hosts, from 0. */
  readonly index: number;
  /** The other control-plane hosts. */
  readonly peers: readonly HostSpec[];
}

/** The control-plane hosts, in the order of the spec. Throws HOST_UNREACHABLE without facts of one, PLAN_IMPOSSIBLE. */
export function buildSites(spec: ClusterSpec, facts: ReadonlyMap<HostId, HostFacts>): readonly Site[] {
  const masters = controlPlaneHosts(spec);
  return masters.map((host, index) => {
    const peers = masters.filter((other) => other.name !== host.name);
    return { ...buildSite(host, facts), index, peers };
  });
}

/** The workers; throws as `buildSites` does. */
export function buildWorkers(spec: ClusterSpec, facts: ReadonlyMap<HostId, HostFacts>): readonly HostSite[] {
  return spec.hosts.filter(({ role }) => role === "worker").map((host) => buildSite(host, facts));
}

/** The host said what it is, and has the address of the spec. */
export function fits(host: HostSpec, facts: ReadonlyMap<HostId, HostFacts>): boolean {
  const seen = facts.get(hostId(host.name));
  return seen?.interfaces.some((nic) => nic.addresses.some((cidr) => cidr.split("/")[0] === host.address)) ?? false;
}

function buildSite(host: HostSpec, facts: ReadonlyMap<HostId, HostFacts>): HostSite {
  const id = hostId(host.name);
  const seen = factsOfHost(host, facts);
  return { id, spec: host, facts: seen, interface: interfaceOf(host, seen) };
}

/** Throws HOST_UNREACHABLE when there are none, PLAN_IMPOSSIBLE when what the host belongs to cannot be read there. */
export function factsOfHost(host: HostSpec, facts: ReadonlyMap<HostId, HostFacts>): HostFacts {
  const seen = facts.get(hostId(host.name));
  if (!seen) throw new AppError("HOST_UNREACHABLE", `there are no facts of ${host.name}: its agent is not connected`);
  const [damaged] = seen.damaged ?? [];
  if (!damaged) return seen;
  throw new AppError(
    "PLAN_IMPOSSIBLE",
    `${damaged.file} on ${host.name} is damaged: what this host belongs to is unknown`,
    {
      hint: `on ${host.name}: ${damaged.hint}`,
    },
  );
}

function interfaceOf(host: HostSpec, facts: HostFacts): string {
  const carrier = facts.interfaces.find((nic) => nic.addresses.some((cidr) => cidr.split("/")[0] === host.address));
  if (!carrier) {
    const seen = facts.interfaces.flatMap((nic) => nic.addresses.map((cidr) => `${nic.name} ${cidr}`));
    throw new AppError(
      "PLAN_IMPOSSIBLE",
      `${host.name} does not have its address ${host.address}; it has ${seen.join(", ")}`,
      {
        hint: `correct the address of ${host.name} in spec.hosts, or give the host that address`,
      },
    );
  }
  if (host.interface === undefined || host.interface === carrier.name) return carrier.name;
  const wished = facts.interfaces.find((nic) => nic.name === host.interface);
  if (wished) return wished.name;
  const names = facts.interfaces.map((nic) => nic.name).join(", ");
  throw new AppError("PLAN_IMPOSSIBLE", `${host.name} has no interface ${host.interface}; it has ${names}`, {
    hint: `leave spec.hosts[].interface out: ${carrier.name} carries ${host.address}`,
  });
}
