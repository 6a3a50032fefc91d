#!/bin/bash
# On the first host, which reaches the others by ssh and scp.
set -e
addresses=(192.168.1.90 192.168.1.91 192.168.1.93)
names=(k8s-master90 k8s-master91 k8s-master93)
cluster=k8s-master90=https://192.168.1.90:2380,k8s-master91=https://192.168.1.91:2380,k8s-master93=https://192.168.1.93:2380

mkdir -p -m 700 /home/ssl
cd /home/ssl
openssl genrsa -out ca.key 2048
openssl req -x509 -new -nodes -key ca.key -subj "/CN=home" -days 365 -out ca.crt

# mended: digitalSignature, without which no modern TLS
certify() { # NAME USAGES [SAN]
  openssl genrsa -out "$1.key" 2048
  openssl req -new -key "$1.key" -subj "/O=etcd/CN=$1" -out "$1.csr"
  printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=%s\n%s\n' \
    "$2" "${3:+subjectAltName=$3}" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile "$1.ext" -out "$1.crt"
}
# mended: a pair for each member, and one for the apiservers, which kubeadm hands to the hosts that join
for i in 0 1 2; do
  certify "${names[i]}" serverAuth,clientAuth "DNS:${names[i]},DNS:localhost,IP:${addresses[i]},IP:127.0.0.1"
done
certify apiserver clientAuth

cat > etcd.service <<'EOF'
[Unit]
Description=etcd server
After=network-online.target
Wants=network-online.target

[Service]
Type=notify
WorkingDirectory=/var/lib/etcd/
EnvironmentFile=-/etc/etcd/etcd.conf
ExecStart=/usr/bin/etcd
NotifyAccess=all
Restart=always
RestartSec=5s
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
EOF

for i in 0 1 2; do
  name=${names[i]} address=${addresses[i]}
  # mended: written for each host; sed made the other names wrong too. Without the removed proxy flag and jinja's leftovers
  cat > "$name.conf" <<EOF
ETCD_NAME=$name
ETCD_DATA_DIR=/var/lib/etcd/
ETCD_AUTO_COMPACTION_MODE=periodic
ETCD_AUTO_COMPACTION_RETENTION=8h
ETCD_QUOTA_BACKEND_BYTES=8589934592
ETCD_INITIAL_CLUSTER_STATE=new
ETCD_INITIAL_CLUSTER_TOKEN=etcd-cluster
ETCD_INITIAL_CLUSTER=$cluster
ETCD_INITIAL_ADVERTISE_PEER_URLS=https://$address:2380
ETCD_LISTEN_PEER_URLS=https://$address:2380
ETCD_ADVERTISE_CLIENT_URLS=https://$address:2379
ETCD_LISTEN_CLIENT_URLS=https://$address:2379,https://127.0.0.1:2379
ETCD_CLIENT_CERT_AUTH=true
ETCD_TRUSTED_CA_FILE=/etc/ssl/etcd/ssl/ca.crt
ETCD_CERT_FILE=/etc/ssl/etcd/ssl/etcd.crt
ETCD_KEY_FILE=/etc/ssl/etcd/ssl/etcd.key
ETCD_PEER_CLIENT_CERT_AUTH=true
ETCD_PEER_TRUSTED_CA_FILE=/etc/ssl/etcd/ssl/ca.crt
ETCD_PEER_CERT_FILE=/etc/ssl/etcd/ssl/etcd.crt
ETCD_PEER_KEY_FILE=/etc/ssl/etcd/ssl/etcd.key
EOF
  # mended: directories on every host, not on the first alone. The package stands for the tarball, which has no registry here
  ssh "$address" "mkdir -p -m 700 /etc/ssl/etcd/ssl /var/lib/etcd; mkdir -p /etc/etcd
    DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install etcd-server etcd-client"
  # mended: the post copied an empty directory; what it made stayed in /home/ssl
  scp -q ca.crt "$address:/etc/ssl/etcd/ssl/"
  scp -q "$name.crt" "$address:/etc/ssl/etcd/ssl/etcd.crt"
  scp -q "$name.key" "$address:/etc/ssl/etcd/ssl/etcd.key"
  scp -q "$name.conf" "$address:/etc/etcd/etcd.conf"
  scp -q etcd.service "$address:/etc/systemd/system/"
done
cp apiserver.crt apiserver.key /etc/ssl/etcd/ssl/

# mended: --no-block, or the first waits 90 s for a quorum that it cannot have alone
for address in "${addresses[@]}"; do
  ssh "$address" "systemctl daemon-reload; systemctl enable -q etcd; systemctl start --no-block etcd"
done
systemctl start etcd

# mended: an alias does nothing in a script
etcdctl --cacert /etc/ssl/etcd/ssl/ca.crt --cert /etc/ssl/etcd/ssl/apiserver.crt --key /etc/ssl/etcd/ssl/apiserver.key \
  --endpoints https://192.168.1.90:2379,https://192.168.1.91:2379,https://192.168.1.93:2379 endpoint health
