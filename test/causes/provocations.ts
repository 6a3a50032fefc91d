/** Where the words of a cause are read: which rows know them, and what is done to the lines before. */
export type Source = "etcd" | "kubelet" | "kubeadm" | "apiserver";

/** One thing that is made to go wrong, with real programs, and what the failure report must make of their words. */
export interface Provocation {
  readonly id: string;
  readonly source: Source;
  /** The file of `scripts/` that has a function of the name `id`. */
  readonly script: string;
  /** In words, for docs/causes.md. */
  readonly what: string;
  readonly code: string;
  /** A part of the cause in plain words. */
  readonly says: string;
}

type Row = readonly [id: string, code: string, says: string, what: string];

const etcd: readonly Row[] = [
  ["member-gone", "ETCD_MEMBER_GONE", "its data is gone", "a member of three loses its data and starts anew"],
  [
    "lost-data",
    "ETCD_MEMBER_GONE",
    "after it lost its data",
    "a member without its data starts as of an existing cluster",
  ],
  ["cluster-mismatch", "ETCD_CLUSTER_MISMATCH", "another cluster", "a member with another cluster token"],
  ["wrong-name", "ETCD_MEMBER_DIED", "not the one in initial-cluster", "a name that is not in initial-cluster"],
  ["wrong-url", "ETCD_MEMBER_DIED", "not the one in initial-cluster", "a peer URL that is not in initial-cluster"],
  ["port-taken", "PORT_TAKEN", "another process", "a stranger listens on 2380"],
  ["foreign-address", "ETCD_MEMBER_DIED", "does not have the address", "an address that the host does not have"],
  ["not-yet-valid", "CERTIFICATE_INVALID", "not valid at this host's time", "a peer's certificate of the future"],
  ["wrong-usage", "CERTIFICATE_INVALID", "not issued for", "a peer's certificate for servers only"],
  ["other-ca", "CERTIFICATE_INVALID", "another CA", "a peer's certificate of another CA"],
  ["wrong-san", "CERTIFICATE_INVALID", "does not name", "a peer from an address that its certificate lacks"],
  ["is-refused", "CERTIFICATE_INVALID", "the other end", "the same from the refused member's side"],
  ["disk-full", "ETCD_MEMBER_DIED", "disk of the data directory is full", "a data directory with 40 MB"],
  ["quota", "ETCD_MEMBER_DIED", "reached its quota", "a database that is filled to its quota"],
  ["no-permission", "ETCD_MEMBER_DIED", "may not read", "a data directory of another user"],
  ["bad-config", "CONFIG_REJECTED", "does not understand", "a list where the configuration wants a text"],
  [
    "not-told",
    "ETCD_MEMBER_DIED",
    "no other member would tell",
    "a member of an existing cluster that finds none of it",
  ],
];

const kubelet: readonly Row[] = [
  ["swap-on", "KUBELET_FAILED", "swap is on", "swap is on"],
  ["no-docker", "RUNTIME_FAILED", "docker does not answer", "docker does not run"],
  ["no-containerd", "RUNTIME_FAILED", "cannot reach the container runtime", "containerd does not run"],
  ["no-cri", "RUNTIME_FAILED", "CRI plugin", "containerd with its CRI plugin switched off"],
  ["unknown-flag", "KUBELET_FAILED", "--no-such-flag", "a flag that it does not know"],
  ["bad-value", "KUBELET_FAILED", "--max-pods", "a value that it refuses"],
  ["no-config", "KUBELET_FAILED", "kubelet.yaml", "no configuration file"],
  ["bad-config", "KUBELET_FAILED", "cgroupsPerQOS", "settings that contradict each other"],
  ["no-bootstrap", "KUBELET_FAILED", "neither its own kubeconfig", "no kubeconfig and none to ask for it"],
  ["no-ca", "KUBELET_FAILED", "/etc/kubernetes/pki/ca.crt", "no CA of the cluster"],
  ["cgroup-driver", "KUBELET_FAILED", "different cgroup drivers", "docker with the driver cgroupfs"],
];

const kubeadm: readonly Row[] = [
  ["swap-on", "KUBELET_FAILED", "swap is on", "swap is on"],
  ["port-taken", "PORT_TAKEN", "10250", "a stranger listens on 10250"],
  ["leftover", "KUBEADM_FAILED", "kube-apiserver.yaml is there already", "a manifest of an older cluster"],
  ["old-data", "KUBEADM_FAILED", "/var/lib/etcd is not empty", "an etcd member's data of an older cluster"],
  ["no-runtime", "RUNTIME_FAILED", "is not running", "docker does not run"],
  ["no-image", "IMAGE_MISSING", "k8s.gcr.io/kube-apiserver:v1.20.2", "an image that is not to be had"],
  ["one-cpu", "KUBEADM_FAILED", "NumCPU", "a host with one processor"],
  ["etcd-silent", "KUBEADM_FAILED", "not content with etcd", "an external etcd that does not answer"],
  ["old-api", "CONFIG_REJECTED", "v1alpha3", "a configuration of an older kubeadm"],
  ["new-api", "CONFIG_REJECTED", "v1beta4", "a configuration of a newer kubeadm"],
  ["foreign-certificate", "CERTIFICATE_INVALID", "not signed by CA", "an apiserver's certificate of another CA"],
];

const join: readonly Row[] = [
  [
    "other-ca-pinned",
    "KUBERNETES_CA_MISMATCH",
    "another CA than the plan's",
    "a cluster with another CA at the endpoint",
  ],
  ["unknown-token", "KUBEADM_FAILED", "does not know the bootstrap token", "a token that the cluster does not know"],
  ["other-secret", "KUBEADM_FAILED", "not signed with", "a token whose secret is another"],
  ["not-valid-now", "CERTIFICATE_INVALID", "clocks differ", "an apiserver's certificate that has ended"],
  [
    "wrong-name",
    "CERTIFICATE_INVALID",
    "does not name 127.0.0.1",
    "an apiserver's certificate without the endpoint's address",
  ],
  ["stranger", "KUBERNETES_CA_MISMATCH", "of another CA", "an apiserver's certificate of another CA"],
  ["nobody", "KUBERNETES_NOT_READY", "connection refused", "nobody listens at the endpoint"],
  ["unreachable", "KUBERNETES_NOT_READY", "no route to host", "no host has the endpoint's address"],
  ["node-exists", "KUBEADM_FAILED", "a node named m1", "a node of that name that is Ready"],
];

const apiserver: readonly Row[] = [
  ["port-taken", "PORT_TAKEN", "6443", "a stranger listens on 6443"],
  ["foreign-address", "KUBEADM_FAILED", "does not have the address", "an address that the host does not have"],
  ["no-etcd", "KUBEADM_FAILED", "cannot reach etcd at 127.0.0.1:2379", "etcd does not run"],
  ["etcd-other-ca", "CERTIFICATE_INVALID", "another CA", "an etcd with a certificate of another CA"],
  ["etcd-not-valid", "CERTIFICATE_INVALID", "not valid at this host's time", "an etcd whose certificate has ended"],
  ["etcd-wrong-name", "CERTIFICATE_INVALID", "not 127.0.0.1", "an etcd whose certificate lacks its address"],
  ["etcd-refuses", "CERTIFICATE_INVALID", "refuses the apiserver's", "a client certificate of another CA"],
  ["unknown-flag", "KUBEADM_FAILED", "--improve-speed", "a flag that it does not know"],
  ["bad-value", "KUBEADM_FAILED", "--secure-port", "a value that it refuses"],
  ["no-file", "KUBEADM_FAILED", "/etc/kubernetes/policy.yaml", "a file that is not there"],
  ["other-key", "CERTIFICATE_INVALID", "one pair", "a key that is not its certificate's"],
  ["wide-network", "KUBEADM_FAILED", "network of the services", "a service network that is too wide"],
];

const of = (source: Source, script: string, rows: readonly Row[]): readonly Provocation[] =>
  rows.map(([id, code, says, what]) => ({ id, source, script, what, code, says }));

export const provocations: readonly Provocation[] = [
  ...of("etcd", "etcd", etcd),
  ...of("kubelet", "kubelet", kubelet),
  ...of("kubeadm", "kubeadm", kubeadm),
  ...of("kubeadm", "join", join),
  ...of("apiserver", "apiserver", apiserver),
];

/** With which programs: etcd is told of twice, because its words changed. */
export interface Cast {
  /** The folder of the recordings. */
  readonly name: string;
  readonly version: string;
  readonly script: string;
  /** What the script finds set. */
  readonly set: string;
}

export const casts: readonly Cast[] = [
  { name: "etcd-3.5", version: "etcd 3.5.16", script: "etcd", set: "etcd=/usr/bin/etcd" },
  { name: "etcd-3.4", version: "etcd 3.4.23", script: "etcd", set: "etcd=/opt/etcd-3.4/etcd" },
  { name: "kubelet", version: "kubelet v1.20.2", script: "kubelet", set: "" },
  { name: "kubeadm", version: "kubeadm v1.20.2", script: "kubeadm", set: "" },
  { name: "join", version: "kubeadm v1.20.2", script: "join", set: "" },
  { name: "apiserver", version: "kube-apiserver v1.20.2", script: "apiserver", set: "" },
];

/** All that is tried: each provocation with each program that it is for. */
export const trials: readonly (readonly [cast: Cast, provocation: Provocation])[] = casts.flatMap((cast) =>
  provocations.filter(({ script }) => script === cast.script).map((each) => [cast, each] as const),
);

export const scriptOf = ({ set }: Cast, { script, id }: Provocation): string =>
  `${set}\n. /tmp/prelude.sh\n. /tmp/${script}.sh\n${id}\n`;
