#!/bin/sh
# On the operator's machine, for the playbook: one CA, a folder for each host. P-256, which takes openssl no time.
set -e
# In SEC 1: what kubeadm hands to the hosts that join, it reads of EC keys in no other form.
key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1"; }
certify() { # PATH USAGES SAN
  key "$1.key"
  printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=%s\n%s\n' "$2" "$3" > "$1.ext"
  openssl req -new -key "$1.key" -subj "/O=etcd/CN=$(basename "$1")" |
    openssl x509 -req -CA ca.crt -CAkey ca.key -CAcreateserial -days 365 -extfile "$1.ext" -out "$1.crt"
  rm "$1.ext"
}
umask 077
mkdir pki
cd pki
key ca.key
openssl req -x509 -new -key ca.key -subj /CN=etcd -days 365 -out ca.crt
certify apiserver clientAuth ''
for host in k8s-master90=192.168.1.90 k8s-master91=192.168.1.91 k8s-master93=192.168.1.93; do
  name=${host%=*}
  mkdir "$name"
  certify "$name/etcd" serverAuth,clientAuth "subjectAltName=DNS:$name,DNS:localhost,IP:${host#*=},IP:127.0.0.1"
  cp ca.crt apiserver.crt apiserver.key "$name"
done
