import type { EtcdMember } from "@quorate/shared/step/etcd";
import type { ClusterSpec, HostSpec } from "../spec/cluster-spec.ts";
import type { Generation } from "./generation.ts";
import { layout } from "./layout.ts";

/** The member of external etcd on one host, as its steps want to know it. */
export function etcdMemberOf(host: HostSpec, spec: ClusterSpec, generation: Generation): EtcdMember {
  const { pki, config, unit, user, clientPort, peerPort, metricsPort } = layout.etcd;
  return {
    name: host.name,
    address: host.address,
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
