import { describe, expect, it } from "vitest";
import { type CauseRow, findCause } from "../known-cause.ts";
import { componentDeaths } from "./component-causes.ts";
import { kubeadmCauses } from "./kubeadm-causes.ts";
import { kubeletDeaths, podTroubles } from "./kubelet-causes.ts";

/** Lines as the programs write them, most of v1.20.2, and a word of the cause that each must lead to. */
type Case = readonly [line: string, code: string, word: string];

const kubelet: readonly Case[] = [
  [
    'F0226 server.go:269] failed to run Kubelet: misconfiguration: kubelet cgroup driver: "cgroupfs" is different from docker cgroup driver: "systemd"',
    "KUBELET_FAILED",
    "the kubelet's is cgroupfs",
  ],
  [
    "failed to run Kubelet: running with swap on is not supported, please disable swap! or set --fail-swap-on flag to false. /proc/swaps contained: [Filename]",
    "KUBELET_FAILED",
    "swap is on",
  ],
  [
    '"command failed" err="failed to validate kubelet configuration, error: kubelet is configured to not run on a host using cgroup v1. cgroup v1 support is in maintenance mode"',
    "KUBELET_FAILED",
    "cgroup v1",
  ],
  ["F1122 21:43:18.057046    5117 server.go:156] unknown flag: --improve-speed", "KUBELET_FAILED", "--improve-speed"],
  [
    'E0823 run.go:72] "command failed" err="failed to parse kubelet flag: invalid argument \\"x\\" for \\"--max-pods\\" flag: strconv.ParseInt"',
    "KUBELET_FAILED",
    "--max-pods",
  ],
  [
    'F0213 server.go:190] failed to load Kubelet config file /var/lib/kubelet/config.yaml, error failed to read kubelet config file "/var/lib/kubelet/config.yaml"',
    "KUBELET_FAILED",
    "/var/lib/kubelet/config.yaml",
  ],
  [
    "F0101 server.go:215] invalid configuration: CgroupsPerQOS (--cgroups-per-qos) must be set to true",
    "KUBELET_FAILED",
    "CgroupsPerQOS",
  ],
  [
    "failed to run Kubelet: failed to get docker version: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
    "RUNTIME_FAILED",
    "docker does not answer",
  ],
  [
    'validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unimplemented desc = unknown service runtime.v1.RuntimeService',
    "RUNTIME_FAILED",
    "CRI plugin",
  ],
  [
    'failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix:///run/containerd/containerd.sock": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: no such file or directory"',
    "RUNTIME_FAILED",
    "cannot reach the container runtime",
  ],
  [
    "failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory",
    "KUBELET_FAILED",
    "neither its own kubeconfig",
  ],
  [
    "failed to run Kubelet: unable to load client CA file /etc/kubernetes/pki/ca.crt: open /etc/kubernetes/pki/ca.crt: no such file or directory",
    "KUBELET_FAILED",
    "/etc/kubernetes/pki/ca.crt",
  ],
  [
    'E0101 server.go] "Failed to listen and serve" err="listen tcp 0.0.0.0:10250: bind: address already in use"',
    "PORT_TAKEN",
    "10250",
  ],
  ["failed to run Kubelet: no such thing as this", "KUBELET_FAILED", "no such thing as this"],
];

const pods: readonly Case[] = [
  [
    'rpc error: code = Unknown desc = failed to get sandbox image "k8s.gcr.io/pause:3.6": failed to pull image',
    "IMAGE_MISSING",
    "k8s.gcr.io/pause:3.6",
  ],
  [
    'failed to "StartContainer" for "kube-apiserver" with ErrImagePull: Back-off pulling image "k8s.gcr.io/kube-apiserver:v1.20.9"',
    "IMAGE_MISSING",
    "kube-apiserver:v1.20.9",
  ],
  [
    'failed to start sandbox container for pod "kube-scheduler-m1": Error response from daemon: OCI runtime create failed: no cgroup',
    "RUNTIME_FAILED",
    "no cgroup",
  ],
];

const components: readonly Case[] = [
  [
    "Error: failed to create listener: failed to listen on 0.0.0.0:6443: listen tcp 0.0.0.0:6443: bind: address already in use",
    "PORT_TAKEN",
    "0.0.0.0:6443",
  ],
  ['{"error":"listen tcp 192.168.1.90:2380: bind: address already in use"}', "PORT_TAKEN", "2380"],
  ["listen tcp 10.9.9.9:2379: bind: cannot assign requested address", "KUBEADM_FAILED", "does not have the address"],
  [
    'desc = "transport: authentication handshake failed: x509: certificate has expired or is not yet valid: current time"',
    "CERTIFICATE_INVALID",
    "this host's time",
  ],
  [
    '{Addr: "127.0.0.1:2379"} Err: connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"',
    "CERTIFICATE_INVALID",
    "another CA",
  ],
  [
    "failed to connect to {https://192.168.1.90:2379  <nil>}. Err :connection error: remote error: tls: bad certificate",
    "CERTIFICATE_INVALID",
    "client certificate",
  ],
  [
    "https://192.168.1.90:2379: handshake failed: x509: certificate is valid for 127.0.0.1, not 192.168.1.90",
    "CERTIFICATE_INVALID",
    "not 192.168.1.90",
  ],
  [
    'W1122 clientconn.go:1223] grpc: addrConn.createTransport failed to connect to {https://192.168.1.90:2999}. Err :connection error: desc = "transport: Error while dialing dial tcp 192.168.1.90:2999: connect: connection refused". Reconnecting...',
    "KUBEADM_FAILED",
    "192.168.1.90:2999",
  ],
  ["Error: context deadline exceeded", "KUBEADM_FAILED", "etcd does not answer"],
  [
    "F0519 instance.go:226] Error creating leases: error creating storage factory: context deadline exceeded",
    "KUBEADM_FAILED",
    "etcd does not answer",
  ],
  ["Error: unknown flag: --improve-speed", "KUBEADM_FAILED", "--improve-speed"],
  [
    'Error: invalid argument "x" for "--secure-port" flag: strconv.ParseInt: parsing "x"',
    "KUBEADM_FAILED",
    "--secure-port",
  ],
  [
    "Error: open /etc/kubernetes/policy.yaml: no such file or directory",
    "KUBEADM_FAILED",
    "/etc/kubernetes/policy.yaml",
  ],
  ["Error: tls: private key does not match public key", "CERTIFICATE_INVALID", "one pair"],
  ["Error: error determining service IP ranges: too small", "KUBEADM_FAILED", "network of the services"],
  ["write /var/lib/etcd/member/wal: no space left on device", "KUBEADM_FAILED", "disk"],
];

const kubeadm: readonly Case[] = [
  [
    'error execution phase preflight: couldn\'t validate the identity of the API Server: cluster CA found in cluster-info ConfigMap is invalid: none of the public keys "sha256:ab" are pinned',
    "KUBERNETES_CA_MISMATCH",
    "another CA",
  ],
  [
    'could not find a JWS signature in the cluster-info ConfigMap for token ID "abcdef"',
    "KUBEADM_FAILED",
    "bootstrap token",
  ],
  [
    'token id "abcdef" is invalid for this cluster or it has expired. Use "kubeadm token create"',
    "KUBEADM_FAILED",
    "bootstrap token",
  ],
  [
    "failed to verify JWS signature of received cluster info object, can't trust this API Server",
    "KUBEADM_FAILED",
    "not signed",
  ],
  [
    'Get "https://10.0.0.33:6443/api": x509: certificate has expired or is not yet valid: current time A is before B',
    "CERTIFICATE_INVALID",
    "clocks differ",
  ],
  ["x509: certificate is valid for 10.96.0.1, 10.0.0.1, not 10.0.0.33", "CERTIFICATE_INVALID", "10.0.0.33"],
  ["x509: certificate signed by unknown authority", "KUBERNETES_CA_MISMATCH", "another CA"],
  [
    'a Node with name "m2" and status "Ready" already exists in the cluster. You must delete the existing Node',
    "KUBEADM_FAILED",
    "a node named m2",
  ],
  ["etcdserver: too many learner members in cluster", "KUBEADM_FAILED", "learner"],
  ["etcdserver: can only promote a learner member which is in sync with leader", "KUBEADM_FAILED", "did not catch up"],
  ["error execution phase check-etcd: etcd cluster is not healthy: failed to dial", "KUBEADM_FAILED", "not healthy"],
  [
    "[discovery] Failed to request cluster-info, will try again: etcdserver: request timed out",
    "KUBERNETES_NOT_READY",
    "no quorum",
  ],
  ["\t[ERROR Swap]: running with swap on is not supported. Please disable swap", "KUBELET_FAILED", "swap is on"],
  ["\t[ERROR Port-10250]: Port 10250 is in use", "PORT_TAKEN", "10250"],
  [
    "\t[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists",
    "KUBEADM_FAILED",
    "/etc/kubernetes/kubelet.conf",
  ],
  ["\t[ERROR DirAvailable--var-lib-etcd]: /var/lib/etcd is not empty", "KUBEADM_FAILED", "/var/lib/etcd is not empty"],
  [
    "\t[ERROR ImagePull]: failed to pull image k8s.gcr.io/coredns:1.7.0: output: Error response from daemon",
    "IMAGE_MISSING",
    "k8s.gcr.io/coredns:1.7.0",
  ],
  ["\t[ERROR CRI]: container runtime is not running: output: refused", "RUNTIME_FAILED", "is not running"],
  [
    "\t[ERROR ExternalEtcdVersion]: this version of kubeadm only supports external etcd version >= 3.4.13-0",
    "KUBEADM_FAILED",
    "3.4.13-0",
  ],
  ["\t[ERROR NumCPU]: the number of available CPUs 1 is less than the required 2", "KUBEADM_FAILED", "[NumCPU]"],
  [
    'your configuration file uses an old API spec: "kubeadm.k8s.io/v1beta2". Please use kubeadm v1.22 instead',
    "CONFIG_REJECTED",
    "old API spec",
  ],
  [
    "error execution phase certs/apiserver: [certs] certificate apiserver not signed by CA certificate ca",
    "CERTIFICATE_INVALID",
    "not signed by CA",
  ],
  [
    'Failed to request cluster-info, will try again: Get "https://10.0.0.33:6443": dial tcp 10.0.0.33:6443: connect: no route to host',
    "KUBERNETES_NOT_READY",
    "no route to host",
  ],
  ["error execution phase kubelet-start: timed out waiting for the condition", "KUBELET_FAILED", "timed out waiting"],
];

const tables: readonly (readonly [string, readonly CauseRow[], readonly Case[]])[] = [
  ["kubelet", kubeletDeaths, kubelet],
  ["pods", podTroubles, pods],
  ["components", componentDeaths, components],
  ["kubeadm", kubeadmCauses, kubeadm],
];

describe.each(tables)("known causes of %s", (_name, rows, cases) => {
  it.each(cases)("knows %s", (line, code, word) => {
    const known = findCause(rows, ["something before", line, "something after"]);
    expect(known?.code).toBe(code);
    expect(known?.cause).toContain(word);
    expect(known?.line).toBe(line.trim());
  });

  it("has a line for every row", () => {
    const first = cases.map(([line]) => rows.findIndex(([pattern]) => pattern.test(line)));
    expect([...new Set(first)].sort((a, b) => a - b)).toEqual(rows.map((_row, at) => at));
  });

  it("says nothing of what it does not know", () => {
    expect(findCause(rows, ["I1122 all is well", ""])).toBeUndefined();
  });
});

describe("findCause", () => {
  it("names the cause rather than what follows from it", () => {
    const lines = ["[ERROR NumCPU]: the number of available CPUs 1", "etcdserver: unhealthy cluster"];
    expect(findCause(kubeadmCauses, lines)?.cause).toContain("etcd");
  });
});
