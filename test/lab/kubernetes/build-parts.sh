#!/bin/sh
# Builds what Kubernetes needs beside its own programs. Runs in a build root with no network: sources in /build/source, what is made goes to /build/out.
set -e
version=v$1
cd /build/source
tar xzf kubernetes_*.orig.tar.gz
# Its go.mod does not satisfy newer Go: the tree is built as Kubernetes builds it, by its place and its vendor folder.
export GOPATH=/build/go GO111MODULE=off CGO_ENABLED=0
mkdir -p $GOPATH/src/k8s.io
mv "kubernetes-$1" $GOPATH/src/k8s.io/kubernetes
cd $GOPATH/src/k8s.io/kubernetes
mkdir -p cmd/crictl cmd/echo cmd/pod-network
cp /build/source/crictl.go cmd/crictl/main.go
cp /build/source/echo.go cmd/echo/main.go
cp /build/source/pod-network.go cmd/pod-network/main.go
go build -trimpath -ldflags "-s -w -X main.version=$version" -o /build/out/crictl ./cmd/crictl
go build -trimpath -ldflags '-s -w' -o /build/out/echo ./cmd/echo
go build -trimpath -ldflags '-s -w' -o /build/out/pod-network ./cmd/pod-network
gcc -Os -Wall -static -s -DVERSION=v3.2 -o /build/out/pause build/pause/linux/pause.c

# Copies programs, with the libraries they load and the links that lead to them, to a root of their own.
gather() {
  root=$1
  shift
  for path in "$@"; do
    # A program that is linked statically has no libraries to list.
    libraries=$(ldd "$path" 2>/dev/null | grep -o '/[^ ]*' || true)
    for file in "$path" $libraries; do
      mkdir -p "$root/$(dirname "$file")"
      cp -L "$file" "$root/$file"
    done
  done
}
gather /build/out/etcd-root /usr/bin/etcd /usr/bin/etcdctl
proxy=/build/out/kube-proxy-root
# iptables loads its matches and targets by name when a rule asks for them; some load more libraries than iptables itself.
plugins=$(dirname "$(find /usr/lib -name libxt_comment.so)")
gather $proxy /usr/sbin/xtables-nft-multi /usr/sbin/conntrack /usr/sbin/ipset /usr/bin/kmod "$plugins"/*.so
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -s xtables-nft-multi "$proxy/usr/sbin/$name"
done
ln -s ../bin/kmod $proxy/usr/sbin/modprobe
mkdir -p $proxy/etc
cp /etc/protocols /etc/services $proxy/etc/

# What lacks a library shows it here, and not in a cluster.
chroot $proxy /usr/sbin/iptables -m statistic --help >/dev/null
chroot $proxy /usr/sbin/conntrack --version
chroot $proxy /usr/sbin/ipset version
chroot $proxy /usr/bin/kmod --version
chroot /build/out/etcd-root /usr/bin/etcd --version
