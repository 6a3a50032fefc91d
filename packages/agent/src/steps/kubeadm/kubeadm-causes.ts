import type { CauseRow } from "../known-cause.ts";

/**
 * Why kubeadm ends with an error, by its own lines; of v1.20 (cmd/kubeadm/app: preflight/checks.go, discovery/token/token.go,
 * cmd/phases/join/kubelet.go, util/pubkeypin) and what later releases made of them.
 */
export const kubeadmCauses: readonly CauseRow[] = [
  [
    /cluster CA found in cluster-info ConfigMap is invalid: none of the public keys/,
    "KUBERNETES_CA_MISMATCH",
    "the cluster behind the endpoint has another CA than the plan's",
    "another cluster answers at the virtual IP: free the address, or choose another spec.endpoint.vip",
  ],
  [
    /(?:token id "\S+" is invalid for this cluster or it has expired|could not find a JWS signature in the cluster-info ConfigMap|does not yet contain a JWS signature for token ID)/,
    "KUBEADM_FAILED",
    "the cluster does not know the bootstrap token, or it has expired",
    "run `coordinator bootstrap` again: it makes a new token",
  ],
  [
    /failed to verify JWS signature/,
    "KUBEADM_FAILED",
    "the cluster information at the endpoint is not signed with this run's bootstrap token",
    "run `coordinator bootstrap` again: it makes a new token; if it stays, another cluster answers at the virtual IP",
  ],
  [
    /x509: certificate has expired or is not yet valid/,
    "CERTIFICATE_INVALID",
    "a certificate is not valid at this host's time: clocks differ",
    "set the clocks of all hosts (chronyc makestep), then run `coordinator bootstrap` again",
  ],
  [
    /x509: certificate is valid for .+, not (\S+)/,
    "CERTIFICATE_INVALID",
    "the apiserver's certificate does not name $1",
    "the endpoint's address must be in spec.endpoint when the first control-plane host is made",
  ],
  [
    /x509: certificate signed by unknown authority/,
    "KUBERNETES_CA_MISMATCH",
    "whoever answers at the endpoint has a certificate of another CA",
    "another cluster may hold the virtual IP: free the address, or choose another spec.endpoint.vip",
  ],
  [
    /a Node with name "(\S+)" and status "Ready" already exists/,
    "KUBEADM_FAILED",
    "a node named $1 is in the cluster already, and it is Ready",
    "if it is this host's own from before: kubectl delete node $1; else give the host another name in spec.hosts",
  ],
  [
    /too many learner members in cluster/,
    "KUBEADM_FAILED",
    "etcd of the cluster has a learner that was never promoted, and takes no second one",
    "look for it with etcdctl member list, and take it out with etcdctl member remove; then run again",
  ],
  [
    /can only promote a learner member which is in sync with leader/,
    "KUBEADM_FAILED",
    "this host's new etcd member did not catch up with the leader",
    "on the host: look at the etcd container's log; is port 2380 open between the hosts?",
  ],
  [
    /etcdserver: unhealthy cluster|etcd cluster is not healthy|timeout waiting for etcd cluster to be available/,
    "KUBEADM_FAILED",
    "the cluster's etcd is not healthy, so it takes no new member",
    "bring the members back that do not answer (etcdctl endpoint health), then run again",
  ],
  [
    /etcdserver: request timed out|etcdserver: no leader/,
    "KUBERNETES_NOT_READY",
    "etcd of the cluster has no quorum",
    "bring the etcd members back that do not answer; a member that was announced and never started counts too",
  ],
  [
    /\[ERROR Swap\]/,
    "KUBELET_FAILED",
    "swap is on, and the kubelet refuses to run with it",
    "on the host: swapoff -a, and take the swap lines out of /etc/fstab",
  ],
  [/\[ERROR Port-(\d+)\]/, "PORT_TAKEN", "another process holds the port $1", "on the host: ss -ltnp 'sport = :$1'"],
  [
    /\[ERROR FileAvailable-\S+\]: (\S+) already exists/,
    "KUBEADM_FAILED",
    "$1 is there already: a leftover of an older cluster",
    "if nobody needs it: `coordinator reset`, then run again",
  ],
  [
    /\[ERROR DirAvailable-\S+\]: (\S+) is not empty/,
    "KUBEADM_FAILED",
    "$1 is not empty: it holds the data of an older cluster",
    "move it away if nobody needs it, then run again",
  ],
  [
    /\[ERROR ImagePull\]: failed to pull image "?([^\s":]+(?::[^\s":]+)?)/,
    "IMAGE_MISSING",
    "the image $1 is neither on the host nor to be pulled",
    "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images",
  ],
  [
    /\[ERROR CRI\]: (.+?)(?:: output: .*)?$/,
    "RUNTIME_FAILED",
    "the container runtime does not answer: $1",
    "on the host: systemctl status docker containerd",
  ],
  [
    /\[ERROR ExternalEtcdVersion\]: (.+)/,
    "KUBEADM_FAILED",
    "kubeadm is not content with etcd: $1",
    "on the etcd hosts: systemctl status etcd; or choose another spec.etcd.version",
  ],
  [
    /\[ERROR (.+)/,
    "KUBEADM_FAILED",
    "a preflight check of kubeadm failed: [$1",
    "mend it, or name the check in nodeRegistration.ignorePreflightErrors of spec.kubernetes.kubeadm.init and join",
  ],
  [
    /(your configuration file uses an old API spec.*|no kind "\S+" is registered for version.*|strict decoding error.*|unknown field.*|error unmarshaling configuration.*)/,
    "CONFIG_REJECTED",
    "kubeadm refuses its configuration: $1",
    "is kubeadm on the host of the version in the spec? Else report the line with the spec",
  ],
  [
    /error execution phase certs\S*: (.+)/,
    "CERTIFICATE_INVALID",
    "kubeadm refuses the certificates in /etc/kubernetes/pki: $1",
    "move /etc/kubernetes/pki away if nobody needs it, then run again",
  ],
  [
    /(dial tcp \S+: (?:connect: |i\/o )(?:connection refused|no route to host|timeout|network is unreachable)|Client\.Timeout exceeded|TLS handshake timeout|\bEOF$)/,
    "KUBERNETES_NOT_READY",
    "the control plane's endpoint does not answer: $1",
    "does one host hold the virtual IP, and does haproxy run on it? `coordinator status`",
  ],
  [
    /error execution phase kubelet-start: (.+)/,
    "KUBELET_FAILED",
    "the kubelet did not get its identity from the cluster: $1",
    "on the host: journalctl -u kubelet -e; the controller-manager must sign its request",
  ],
];
