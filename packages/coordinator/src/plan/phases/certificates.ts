import type { Phase, Step } from "@quorate/shared/plan";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import { layout } from "../layout.ts";
import { etcdMemberOf, type PlanInput, type Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

/** A certificate per host and role: what one host loses opens nothing on another. */
function etcdCertificates(site: Site, plan: PlanInput): CertificateItem[] {
  const files = etcdMemberOf(site, plan).certificates;
  const days = plan.spec.etcd.certificateDays;
  const { user } = layout.etcd;
  const { name, address } = site.spec;
  return [
    {
      role: "etcd-peer",
      authority: "etcd-peer",
      commonName: name,
      dnsNames: [name],
      // etcd compares a peer's SAN with the address it comes from (checkCertSAN).
      ipAddresses: [address],
      usages: ["server", "client"],
      days,
      keyFile: files.peerKey,
      certFile: files.peerCert,
      caFile: files.peerCa,
      owner: user,
    },
    {
      role: "etcd-server",
      authority: "etcd-client",
      commonName: name,
      dnsNames: [name, "localhost"],
      ipAddresses: [address, "127.0.0.1"],
      // etcd's own gRPC gateway dials the client listener with the server's pair, so it needs both usages.
      usages: ["server", "client"],
      days,
      keyFile: files.serverKey,
      certFile: files.serverCert,
      caFile: files.clientCa,
      owner: user,
    },
    {
      role: "etcd-root",
      authority: "etcd-client",
      commonName: "root",
      organization: `quorate:${name}`,
      dnsNames: [],
      ipAddresses: [],
      usages: ["client"],
      days,
      keyFile: files.rootKey,
      certFile: files.rootCert,
      caFile: files.clientCa,
      owner: "root",
    },
  ];
}

function hostSteps(site: Site, plan: PlanInput): readonly Step[] {
  const user = idOf("certificates", "etcd-user", site.id);
  return [
    step(user, "etcd.user", site.id, {
      title: "Make the system user of etcd",
      needs: [idOf("network", "reach", site.id)],
      input: { user: layout.etcd.user, home: plan.spec.etcd.dataDir },
    }),
    step(idOf("certificates", "etcd", site.id), "certificates.ensure", site.id, {
      title: "Make keys on the host and have the coordinator certify them",
      needs: [user],
      input: { items: etcdCertificates(site, plan) },
      timeoutMs: 60_000,
    }),
  ];
}

/** Runs beside the packages: keys need no package. */
export function certificatesPhase(plan: PlanInput): Phase {
  return {
    name: "certificates",
    title: "Make keys and certificates",
    steps: plan.sites.flatMap((site) => hostSteps(site, plan)),
  };
}
