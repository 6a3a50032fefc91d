# Checks that no provocation is about, and that this machine would fail.
rest=NumCPU,Mem,CRI,Service-Docker,Service-Kubelet,IsDockerSystemdCheck,FileExisting-conntrack,FileExisting-crictl
rest=$rest,FileContent--proc-sys-net-bridge-bridge-nf-call-iptables,FileContent--proc-sys-net-ipv4-ip_forward,SystemVerification
rest=$rest,ImagePull,KubeletVersion,FileExisting-ip,FileExisting-iptables

# config [LINE]
config() {
  printf '%s\n' 'apiVersion: kubeadm.k8s.io/v1beta2' 'kind: InitConfiguration' 'localAPIEndpoint: {advertiseAddress: 10.0.0.11}' \
    'nodeRegistration: {name: m1}' --- 'apiVersion: kubeadm.k8s.io/v1beta2' 'kind: ClusterConfiguration' \
    'kubernetesVersion: v1.20.2' "${1:-}" > init.yaml
}
# preflight [CHECK]: which of those that are left out else is to be made
preflight() { kubeadm init phase preflight --config init.yaml --ignore-preflight-errors="${rest/${1:--},/}" 2>&1; }
# document API-VERSION
document() { printf 'apiVersion: %s\nkind: InitConfiguration\n' "$1" > init.yaml; preflight; }

swap-on() { config; swap '/dev/sda2 partition 1 0 -2'; preflight; }
port-taken() { config; swap; squat 0.0.0.0 10250; preflight; }
leftover() { config; swap; mkdir -p /etc/kubernetes/manifests; echo x > /etc/kubernetes/manifests/kube-apiserver.yaml; preflight; }
old-data() { config; swap; mkdir -p /var/lib/etcd/member; preflight; }
no-runtime() { config; swap; preflight CRI; }
no-image() { config; swap; preflight ImagePull; }
one-cpu() { config; swap; taskset -c 0 "$BASH" -c "$(declare -f preflight); rest=$rest; preflight NumCPU"; }
etcd-silent() { config "etcd: {external: {endpoints: ['http://127.0.0.1:2379'], caFile: '', certFile: '', keyFile: ''}}"; swap; preflight; }
old-api() { document kubeadm.k8s.io/v1alpha3; }
new-api() { document kubeadm.k8s.io/v1beta4; }
foreign-certificate() {
  config
  ca ca
  ca other
  leaf apiserver other 127.0.0.1 serverAuth
  mkdir -p /etc/kubernetes/pki
  cp pki/ca.crt pki/ca.key pki/apiserver.crt pki/apiserver.key /etc/kubernetes/pki/
  kubeadm init phase certs all --config init.yaml 2>&1
}
