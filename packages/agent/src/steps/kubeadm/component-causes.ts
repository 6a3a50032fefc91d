import type { CauseRow } from "../known-cause.ts";

/**
 * Why kube-apiserver or kubeadm's own etcd exits again and again, by its last lines. Messages of kubernetes v1.20
 * (staging/src/k8s.io/apiserver/pkg/server/options/serving.go, storage/storagebackend) to v1.3x, and of gRPC's client.
 */
export const componentDeaths: readonly CauseRow[] = [
  [
    /failed to listen on (\S+): .*bind: address already in use/,
    "PORT_TAKEN",
    "another process holds its port $1",
    "on the host: ss -ltnp; a process of an older cluster may still run, or haproxy may listen on the apiserver's port",
  ],
  [
    /(listen tcp \S+: bind: address already in use)/,
    "PORT_TAKEN",
    "another process holds one of its ports: $1",
    "on the host: ss -ltnp; a process of an older cluster may still run",
  ],
  [
    /bind: cannot assign requested address/,
    "KUBEADM_FAILED",
    "the host does not have the address that it shall listen on",
    "compare the host's address with spec.hosts",
  ],
  [
    /(?:2379|etcd|handshake failed).*x509: certificate has expired or is not yet valid/,
    "CERTIFICATE_INVALID",
    "a certificate between apiserver and etcd is not valid at this host's time",
    "set the clocks of all hosts, then run `coordinator bootstrap` again",
  ],
  [
    /(?:2379|etcd|handshake failed).*x509: certificate signed by unknown authority/,
    "CERTIFICATE_INVALID",
    "etcd's certificate is of another CA than the apiserver expects",
    "run `coordinator bootstrap` again: certificates.ensure replaces it",
  ],
  [
    /(?:2379|etcd|handshake failed).*(?:remote error: tls: (?:bad certificate|certificate required|unknown certificate authority)|certificate specifies an incompatible key usage)|failed to write client preface: .*connection reset by peer/,
    "CERTIFICATE_INVALID",
    "etcd refuses the apiserver's client certificate",
    "run `coordinator bootstrap` again: certificates.ensure replaces it; why it is refused is in etcd's journal alone",
  ],
  [
    /(?:2379|etcd|handshake failed).*x509: (certificate is valid for .+, not \S+)/,
    "CERTIFICATE_INVALID",
    "an etcd member answers with a certificate that does not name its address: $1",
    "the addresses in spec.hosts must be those that etcd listens on",
  ],
  [
    /Error while dialing:? dial tcp (\S+): (?:connect: |i\/o )(?:connection refused|no route to host|timeout|network is unreachable)/,
    "KUBEADM_FAILED",
    "the apiserver cannot reach etcd at $1",
    "on that host: systemctl status etcd; is the port open between the hosts?",
  ],
  [
    /(?:error creating storage factory|storage(?:_decorator| factory).*|^(?:Error|panic)): context deadline exceeded/,
    "KUBEADM_FAILED",
    "etcd does not answer the apiserver in time",
    "on the etcd hosts: systemctl status etcd; journalctl -u etcd -e",
  ],
  [
    /(unknown flag: \S+)/,
    "KUBEADM_FAILED",
    "it does not know one of its flags: $1",
    "correct extraArgs in spec.kubernetes.kubeadm.cluster: this flag is not of this version",
  ],
  [
    /(invalid argument .+ for .+ flag.*)/,
    "KUBEADM_FAILED",
    "it refuses the value of a flag: $1",
    "correct extraArgs in spec.kubernetes.kubeadm.cluster",
  ],
  [
    /open (\/etc\/\S+): (?:no such file or directory|permission denied)/,
    "KUBEADM_FAILED",
    "it cannot read $1",
    "is the file there, and mounted into the pod by extraVolumes?",
  ],
  [
    /tls: private key does not match public key/,
    "CERTIFICATE_INVALID",
    "a certificate and its key in /etc/kubernetes/pki are not of one pair",
    "run `coordinator bootstrap` again: the attempt is taken back and both are made anew",
  ],
  [
    /(invalid service IP list.*|error determining service IP ranges.*|service-cluster-ip-range.*(?:too large|invalid).*)/,
    "KUBEADM_FAILED",
    "it refuses the network of the services: $1",
    "correct spec.kubernetes.serviceSubnet",
  ],
  [
    /no space left on device/,
    "KUBEADM_FAILED",
    "the disk of the host is full",
    "free space on the host, then run `coordinator bootstrap` again",
  ],
];
