mkdir -p /var/lib/kubelet /etc/kubernetes
anonymous='authentication: {anonymous: {enabled: false}, webhook: {enabled: false}}'
# config [LINE [AUTHENTICATION]]
config() {
  printf '%s\n' 'apiVersion: kubelet.config.k8s.io/v1beta1' 'kind: KubeletConfiguration' 'failSwapOn: true' \
    "${2:-$anonymous}" 'authorization: {mode: AlwaysAllow}' "${1:-}" > kubelet.yaml
}
start() { kubelet --config kubelet.yaml "$@" 2>&1; }

swap-on() { config; swap '/dev/sda2 partition 1 0 -2'; start; }
no-docker() { config; swap; start; }
no-containerd() { config; swap; start --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock; }
no-cri() {
  config
  swap
  printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' > containerd.toml
  containerd --config containerd.toml > containerd.log 2>&1 &
  comes test -S /run/containerd/containerd.sock
  start --container-runtime=remote --container-runtime-endpoint=unix:///run/containerd/containerd.sock
}
unknown-flag() { config; start --no-such-flag=1; }
bad-value() { config; start --max-pods=many; }
no-config() { start; }
bad-config() { config 'cgroupsPerQOS: false'; start; }
no-bootstrap() { config; swap; start --kubeconfig=/etc/kubernetes/kubelet.conf --bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf; }
no-ca() { config '' 'authentication: {x509: {clientCAFile: /etc/kubernetes/pki/ca.crt}}'; swap; start; }
cgroup-driver() {
  config 'cgroupDriver: systemd'
  swap
  mkdir -p /var/lib/docker
  mount -t tmpfs none /var/lib/docker
  dockerd --iptables=false --ip6tables=false --bridge=none --storage-driver=vfs --exec-opt native.cgroupdriver=cgroupfs > dockerd.log 2>&1 &
  comes docker info
  start
}
