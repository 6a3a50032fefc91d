/** What the certificate of a CA that is made here says. */
export interface AuthorityShape {
  readonly commonName: string;
  readonly extensions: readonly object[];
}

/** Names that kubeadm gives its CAs; people and programs look for them. */
const kubeadmNames: Readonly<Record<string, string>> = {
  kubernetes: "kubernetes",
  "kubernetes-front-proxy": "front-proxy-ca",
  "kubernetes-etcd": "etcd-ca",
};

/** Ours may sign leaves only. The cluster's are as kubeadm makes them: it and the controllers take them for their own. */
export function authorityShape(of: string): AuthorityShape {
  const commonName = kubeadmNames[of];
  return commonName === undefined ? ownShape(of) : clusterShape(commonName);
}

function ownShape(of: string): AuthorityShape {
  return {
    commonName: `quorate ${of} CA`,
    extensions: [
      { name: "basicConstraints", critical: true, cA: true, pathLenConstraint: 0 },
      { name: "keyUsage", critical: true, keyCertSign: true, cRLSign: true },
    ],
  };
}

/** NewSelfSignedCACert in kubeadm's util/pkiutil: no length of path, three key usages, its own name as DNS name. */
function clusterShape(commonName: string): AuthorityShape {
  return {
    commonName,
    extensions: [
      { name: "basicConstraints", critical: true, cA: true },
      { name: "keyUsage", critical: true, digitalSignature: true, keyEncipherment: true, keyCertSign: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: commonName }] },
    ],
  };
}
