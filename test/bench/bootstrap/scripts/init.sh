#!/bin/bash
# On the first host.
set -e -o pipefail # mended: tee hid how kubeadm ended
cd /root

# The kubelet's and kube-proxy's sections, and the waits, are as the product writes them for the lab.
cat > kubeadm-config.yaml <<'EOF'
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: 192.168.1.90, bindPort: 6443 }
nodeRegistration: { name: k8s-master90, criSocket: /var/run/dockershim.sock }
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
clusterName: lab
kubernetesVersion: v1.20.2
imageRepository: k8s.gcr.io
controlPlaneEndpoint: 192.168.1.33:12567
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.10.0.0/16
  dnsDomain: cluster.local
apiServer:
  timeoutForControlPlane: 4m0s
  certSANs:
    - 192.168.1.33
    - k8s-master90
    - k8s-master91
    - k8s-master93
    - 192.168.1.90
    - 192.168.1.91
    - 192.168.1.93
    - localhost
    - 127.0.0.1
etcd:
  external:
    endpoints:
      - https://192.168.1.90:2379
      - https://192.168.1.91:2379
      - https://192.168.1.93:2379
    caFile: /etc/ssl/etcd/ssl/ca.crt
    certFile: /etc/ssl/etcd/ssl/apiserver.crt
    keyFile: /etc/ssl/etcd/ssl/apiserver.key
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: systemd
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
conntrack: { maxPerCore: 0, min: 0 }
EOF

# There is no CoreDNS in the lab, and preflight asks for its image all the same.
kubeadm init --config kubeadm-config.yaml --upload-certs --skip-phases=addon/coredns --ignore-preflight-errors=ImagePull |
  tee kubeadm-init.log

mkdir -p /root/.kube
cp /etc/kubernetes/admin.conf /root/.kube/config
