#!/bin/bash
# On every host: docker and Kubernetes, from the lab's repository.
set -e
export DEBIAN_FRONTEND=noninteractive

# mended: Debian starts each service at its installation, before it is configured
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d

echo 'deb [signed-by=/opt/lab/packages/quorate-lab.asc] file:///opt/lab/packages lab main' > /etc/apt/sources.list.d/lab.list
apt-get -q update

# mended: the comma, which kept docker from starting; written before docker starts, so that no restart is needed
mkdir -p /etc/docker
cat > /etc/docker/daemon.json <<'EOF'
{
  "exec-opts": ["native.cgroupdriver=systemd"],
  "storage-driver": "overlay2"
}
EOF

apt-get -q -y --no-install-recommends install ipset iptables conntrack docker.io \
  kubeadm=1.20.2-00 kubelet=1.20.2-00 kubectl=1.20.2-00
systemctl enable --now docker
systemctl enable kubelet

# mended: after docker, which sets it to DROP
iptables -P FORWARD ACCEPT
