#!/bin/bash
# On every host.
set -e
DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install haproxy

# mended: options of HTTP in TCP mode, and path rules that can match nothing; a minute cut watches that are silent; the check
# was a connection, which a booting apiserver takes too
cat > /etc/haproxy/haproxy.cfg <<'EOF'
global
    log         /dev/log local2
    user        haproxy
    group       haproxy
    maxconn     4000

defaults
    mode        tcp
    log         global
    option      tcplog
    option      dontlognull
    option      redispatch
    retries     3
    timeout queue   1m
    timeout connect 5s
    timeout client  1h
    timeout server  1h
    timeout check   3s
    maxconn     4000

frontend kubernetes-apiserver
    bind *:12567
    default_backend kubernetes-apiserver

backend kubernetes-apiserver
    balance     roundrobin
    option      httpchk GET /readyz
    default-server inter 1s fall 2 rise 2 check check-ssl verify none
    server  k8s-master90 192.168.1.90:6443
    server  k8s-master91 192.168.1.91:6443
    server  k8s-master93 192.168.1.93:6443
EOF
systemctl enable haproxy
systemctl restart haproxy
