import type { Phase, Step } from "@quorate/shared/plan";
import type { CertificateItem } from "@quorate/shared/step/certificates";
import { apiserverEtcd } from "../apiserver-access.ts";
import { etcdMemberOf } from "../etcd-member.ts";
import { layout } from "../layout.ts";
import { type ExternalPlan, hasExternalEtcd, type PlanInput } from "../plan-input.ts";
import { secretNames } from "../secret-names.ts";
import type { Site } from "../site.ts";
import { idOf, step } from "../step-list.ts";

/** A certificate per host and role: what one host loses opens nothing on another. */
function etcdCertificates(site: Site, { spec, generation }: ExternalPlan): CertificateItem[] {
  const files = etcdMemberOf(site.spec, spec, generation).certificates;
  const days = spec.etcd.certificateDays;
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
    clientCertificate("etcd-root", "root", name, days, [files.rootKey, files.rootCert, files.clientCa]),
  ];
}

/** The apiserver's own client pair: the post's apiservers shared the one key pair of all etcd members. */
function apiserverCertificate(site: Site, { spec }: ExternalPlan): CertificateItem {
  const { keyFile, certFile, caFile } = apiserverEtcd(spec);
  const files = [keyFile, certFile, caFile] as const;
  return clientCertificate(
    "apiserver-etcd-client",
    "kube-apiserver-etcd-client",
    site.spec.name,
    spec.etcd.certificateDays,
    files,
  );
}

type Files = readonly [keyFile: string, certFile: string, caFile: string];

function clientCertificate(
  role: string,
  commonName: string,
  host: string,
  days: number,
  [keyFile, certFile, caFile]: Files,
): CertificateItem {
  return {
    role,
    authority: "etcd-client",
    commonName,
    organization: `quorate:${host}`,
    dnsNames: [],
    ipAddresses: [],
    usages: ["client"],
    days,
    keyFile,
    certFile,
    caFile,
    owner: "root",
  };
}

function etcdSteps(site: Site, plan: ExternalPlan): readonly Step[] {
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
      input: { items: [...etcdCertificates(site, plan), apiserverCertificate(site, plan)] },
      timeoutMs: 60_000,
    }),
  ];
}

/** Early, because haproxy checks the apiservers with this CA from its first start on. */
function kubernetesPki(site: Site, { spec, pki }: PlanInput): Step {
  const { pki: directory, caCopy } = layout.kubernetes;
  const stacked = spec.etcd.topology === "stacked";
  const publicFiles = [
    { path: `${directory}/ca.crt`, text: pki.caPem },
    { path: `${directory}/front-proxy-ca.crt`, text: pki.frontProxyCaPem },
    { path: `${directory}/sa.pub`, text: pki.serviceAccountPem },
    { path: caCopy, text: pki.caPem },
    ...(stacked ? [{ path: `${directory}/etcd/ca.crt`, text: pki.etcdCaPem }] : []),
  ];
  const secretFiles = [
    { path: `${directory}/ca.key`, secret: secretNames.kubernetesCaKey, publicHash: pki.caHash },
    { path: `${directory}/front-proxy-ca.key`, secret: secretNames.frontProxyCaKey, publicHash: pki.frontProxyCaHash },
    { path: `${directory}/sa.key`, secret: secretNames.serviceAccountKey, publicHash: pki.serviceAccountHash },
    ...(stacked
      ? [{ path: `${directory}/etcd/ca.key`, secret: secretNames.etcdCaKey, publicHash: pki.etcdCaHash }]
      : []),
  ];
  return step(
    idOf("certificates", "kubernetes", site.id),
    "kubernetes.pki",
    site.id,
    {
      title: "Take the keys that all control-plane hosts share",
      needs: [idOf("network", "reach", site.id)],
      input: { caHash: pki.caHash, publicFiles, secretFiles, caFile: `${directory}/ca.crt` },
    },
    { secrets: secretFiles.map(({ secret }) => secret) },
  );
}

/** Runs beside the packages: keys need no package. A worker gets no key of the cluster. */
export function certificatesPhase(plan: PlanInput): Phase {
  return {
    name: "certificates",
    title: "Make keys and certificates",
    steps: plan.sites.flatMap((site) => [
      ...(hasExternalEtcd(plan) ? etcdSteps(site, plan) : []),
      kubernetesPki(site, plan),
    ]),
  };
}
