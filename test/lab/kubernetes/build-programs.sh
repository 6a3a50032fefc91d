#!/bin/sh
# Builds Kubernetes from Debian's source package. Runs in a build root with no network: sources in /build/source, what is made goes to /build/out.
set -e
version=v$1
cd /build/source
tar xzf kubernetes_*.orig.tar.gz
tar xJf kubernetes_*.debian.tar.xz
cd "kubernetes-$1"
while read -r patch; do patch -p1 -s <"../debian/patches/$patch"; done <../debian/patches/series
# Its own reflect2, 1.0.1, crashes when built by Go 1.18 or later; 1.0.2, which Debian packages, does not.
rm vendor/github.com/modern-go/reflect2/*
cp /usr/share/gocode/src/github.com/modern-go/reflect2/*.go /usr/share/gocode/src/github.com/modern-go/reflect2/*.s \
  vendor/github.com/modern-go/reflect2/
mkdir -p .go/src/k8s.io
ln -s ../../.. .go/src/k8s.io/kubernetes
export GOPATH="$PWD/.go" GOFLAGS=-mod=vendor GOPROXY=off CGO_ENABLED=0
export KUBE_GIT_VERSION="$version" KUBE_GIT_COMMIT=none KUBE_GIT_TREE_STATE=clean KUBE_GIT_MAJOR=1 KUBE_GIT_MINOR=20
make WHAT="cmd/kubeadm cmd/kubelet cmd/kubectl cmd/kube-apiserver cmd/kube-controller-manager cmd/kube-scheduler cmd/kube-proxy"
for name in kubeadm kubelet kubectl kube-apiserver kube-controller-manager kube-scheduler kube-proxy; do
  cp "_output/local/go/bin/$name" /build/out/
done
