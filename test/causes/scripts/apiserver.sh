mkdir -p keys
openssl genrsa -out sa.key 2048 2> /dev/null
ca ca
ca other
leaf client ca 127.0.0.1 clientAuth
etcd_url=http://127.0.0.1:2379

# server [FLAGS]
server() {
  kube-apiserver --service-account-key-file=sa.key --service-account-signing-key-file=sa.key \
    --service-account-issuer=https://kubernetes.default.svc --service-cluster-ip-range=10.96.0.0/12 --cert-dir=keys \
    --secure-port=6443 --etcd-servers="$etcd_url" "$@" 2>&1
}
plain_etcd() { etcd --data-dir d > etcd.log 2>&1 & comes listens 2379; }
# With a certificate of etcd's: CERTIFICATE [FLAGS]
with_etcd() {
  etcd_url=https://127.0.0.1:2379
  etcd --data-dir d --listen-client-urls $etcd_url --advertise-client-urls $etcd_url --cert-file "pki/$1.crt" --key-file "pki/$1.key" "${@:2}" > etcd.log 2>&1 &
  comes listens 2379
  server --etcd-cafile=pki/ca.crt --etcd-certfile=pki/client.crt --etcd-keyfile=pki/client.key
}

port-taken() { plain_etcd; squat 0.0.0.0 6443; server; }
foreign-address() { plain_etcd; server --bind-address=10.9.9.9; }
no-etcd() { server; }
etcd-other-ca() { leaf member other 127.0.0.1 serverAuth; with_etcd member; }
etcd-not-valid() { leaf member ca 127.0.0.1 serverAuth 20200101000000Z 20210101000000Z; with_etcd member; }
etcd-wrong-name() { leaf member ca 127.0.0.77 serverAuth; with_etcd member; }
etcd-refuses() {
  leaf member ca 127.0.0.1 serverAuth,clientAuth
  leaf client other 127.0.0.1 clientAuth
  with_etcd member --client-cert-auth --trusted-ca-file pki/ca.crt
}
unknown-flag() { server --improve-speed; }
bad-value() { server --secure-port=many; }
no-file() { server --audit-policy-file=/etc/kubernetes/policy.yaml --audit-log-path=-; }
other-key() { plain_etcd; leaf a ca 10.0.0.11 serverAuth; leaf b ca 10.0.0.11 serverAuth; server --tls-cert-file=pki/a.crt --tls-private-key-file=pki/b.key; }
wide-network() { plain_etcd; server --service-cluster-ip-range=10.0.0.0/8; }
