#!/bin/bash
# On every host. Dropped: firewalld and SELinux, which Debian has not; ipvs.modules, which nothing ever ran.
set -e # mended: the post goes on after a command that failed

# mended: >> added the names again at each run
grep -q k8s-master90 /etc/hosts || cat >> /etc/hosts <<'EOF'
192.168.1.90 k8s-master90
192.168.1.91 k8s-master91
192.168.1.93 k8s-master93
EOF

swapoff -a

cat > /etc/security/limits.d/kubernetes.conf <<'EOF'
*       soft    nproc   131072
*       hard    nproc   131072
*       soft    nofile  131072
*       hard    nofile  131072
root    soft    nproc   131072
root    hard    nproc   131072
root    soft    nofile  131072
root    hard    nofile  131072
EOF

# mended: without tcp_tw_recycle, which no kernel since 4.12 knows; IPv6 stays; loaded at boot too
printf 'br_netfilter\noverlay\n' > /etc/modules-load.d/kubernetes.conf
# It fails where the kernel has it built in.
modprobe br_netfilter || true
cat > /etc/sysctl.d/k8s.conf <<'EOF'
net.bridge.bridge-nf-call-ip6tables = 1
net.bridge.bridge-nf-call-iptables = 1
net.ipv4.ip_forward = 1
vm.swappiness = 0
vm.overcommit_memory = 1
vm.panic_on_oom = 0
fs.inotify.max_user_instances = 8192
fs.inotify.max_user_watches = 1048576
fs.file-max = 52706963
fs.nr_open = 52706963
EOF
sysctl -q -p /etc/sysctl.d/k8s.conf
