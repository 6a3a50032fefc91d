import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../spec/control-plane-hosts.ts";
import type { Generation } from "./generation.ts";
import { layout } from "./layout.ts";

/** One host as the phases see it: wish and fact side by side, everything derived once. */
export interface Site {
  readonly id: HostId;
  readonly spec: HostSpec;
  readonly facts: HostFacts;
  /** Where VRRP speaks. */
  readonly interface: string;
  /** Place in the list of control-plane hosts, from 0. */
  readonly index: number;
  readonly peers: readonly HostSpec[];
}

/** What every phase builder gets. Pure data. */
export interface PlanInput {
  readonly spec: ClusterSpec;
  readonly sites: readonly Site[];
  readonly generation: Generation;
}

export function buildSites(spec: ClusterSpec, facts: ReadonlyMap<HostId, HostFacts>): readonly Site[] {
  const masters = controlPlaneHosts(spec);
  return masters.map((host, index) => {
    const id = hostId(host.name);
    const seen = facts.get(id);
    if (!seen) throw new AppError("HOST_UNREACHABLE", `there are no facts of ${host.name}: its agent is not connected`);
    const peers = masters.filter((other) => other.name !== host.name);
    return { id, spec: host, facts: seen, interface: interfaceOf(host, seen), index, peers };
  });
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

export function etcdMemberOf(site: Site, { spec, generation }: PlanInput): EtcdMember {
  const { pki, config, unit, user, clientPort, peerPort, metricsPort } = layout.etcd;
  return {
    name: site.spec.name,
    address: site.spec.address,
    clientPort,
    peerPort,
    metricsPort,
    members: generation.members.map(({ name, address, memberId }) => ({ name, address, memberId })),
    generation: { token: generation.token, clusterId: generation.clusterId },
    dataDir: spec.etcd.dataDir,
    configFile: config,
    unit,
    user,
    certificates: {
      peerCa: `${pki}/peer-ca.crt`,
      peerCert: `${pki}/peer.crt`,
      peerKey: `${pki}/peer.key`,
      clientCa: `${pki}/client-ca.crt`,
      serverCert: `${pki}/server.crt`,
      serverKey: `${pki}/server.key`,
      rootCert: `${pki}/root-client.crt`,
      rootKey: `${pki}/root-client.key`,
    },
  };
}
