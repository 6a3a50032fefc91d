# Members n1 to n3 at 127.0.0.1 to 127.0.0.3. What is printed is what the journal of the member in question gets.
scheme=http
all() { echo "n1=$scheme://127.0.0.1:2380,n2=$scheme://127.0.0.2:2380,n3=$scheme://127.0.0.3:2380"; }

# member N [FLAGS]: in the foreground
member() {
  local n=$1 own=$scheme://127.0.0.$1:2380 client=http://127.0.0.$1:2379
  shift
  "$etcd" --name "n$n" --data-dir "/tmp/n$n" --listen-peer-urls "$own" --initial-advertise-peer-urls "$own" \
    --listen-client-urls "$client" --advertise-client-urls "$client" --initial-cluster "$(all)" \
    --initial-cluster-token one --logger zap "$@" 2>&1
}
ctl() { ETCDCTL_API=3 etcdctl --endpoints "http://127.0.0.$1:2379" --command-timeout 2s "${@:2}"; }
healthy() { ctl "$1" get x; }
formed() {
  for n in 1 2 3; do member $n > n$n.log & done
  comes healthy 3
}
# loses N: it dies, and its data is gone
loses() {
  pkill -9 -f -- "--name n$1"
  sleep 0.3
  rm -rf "n$1"
}

# tls CERTIFICATE [CA]
tls() { echo "--peer-trusted-ca-file pki/${2:-ca}.crt --peer-cert-file pki/$1.crt --peer-key-file pki/$1.key --peer-client-cert-auth"; }
authorities() {
  scheme=https
  ca ca
  ca other
  leaf good ca 127.0.0.1 serverAuth,clientAuth
}
# refused FLAGS: what n1 says, which is well, while n2 comes with something that it refuses
refused() {
  member 2 "$@" > n2.log &
  member 1 $(tls good)
}

member-gone() { formed; loses 3; member 3; }
# It dies in some of such starts; in the others it rejoins, and nobody notices.
lost-data() {
  formed
  for k in $(seq 20); do ctl 1 put "k$k" v; done > /dev/null
  for _ in $(seq 8); do
    loses 3
    timeout 4 "$BASH" -c "$(declare -f member all); etcd=$etcd scheme=http; member 3 --initial-cluster-state existing" > n3.log
    grep -q tocommit n3.log && break
  done
  cat n3.log
}
cluster-mismatch() {
  member 1 > n1.log &
  member 2 > n2.log &
  comes healthy 2
  member 3 --initial-cluster-token other
}
wrong-name() { member 1 --name n9; }
wrong-url() { member 1 --initial-advertise-peer-urls http://127.0.0.9:2380; }
port-taken() { squat 127.0.0.1 2380; member 1; }
foreign-address() { member 1 --listen-peer-urls http://10.9.9.9:2380; }
not-yet-valid() { authorities; leaf late ca 127.0.0.2 serverAuth,clientAuth 20400101000000Z 20410101000000Z; refused $(tls late); }
wrong-usage() { authorities; leaf server ca 127.0.0.2 serverAuth; refused $(tls server); }
other-ca() { authorities; leaf stranger other 127.0.0.2 serverAuth,clientAuth; refused $(tls stranger other); }
wrong-san() { authorities; leaf lost ca 127.0.0.77 serverAuth,clientAuth; refused $(tls lost); }
# What n2 itself says then.
is-refused() {
  authorities
  leaf server ca 127.0.0.2 serverAuth
  member 1 $(tls good) > n1.log &
  member 2 $(tls server)
}
disk-full() { mkdir n1; mount -t tmpfs -o size=40M none n1; member 1; }
quota() {
  all() { echo n1=http://127.0.0.1:2380; }
  {
    comes healthy 1
    head -c 1000000 /dev/zero | tr '\0' x > big
    for k in $(seq 30); do ctl 1 put "k$k" < big || break; done
  } > /dev/null 2>&1 &
  member 1 --quota-backend-bytes 16777216
}
no-permission() { mkdir -m 700 n1; setpriv --reuid 65534 --clear-groups "$etcd" --data-dir /tmp/n1 --logger zap 2>&1; }
bad-config() { printf 'name: n1\nlogger: zap\nlisten-peer-urls: [a, b]\n' > c.yml; "$etcd" --config-file c.yml 2>&1; }
not-told() { member 2 --initial-cluster-state existing; }
no-quorum() { timeout 9 "$BASH" -c "$(declare -f member all); etcd=$etcd scheme=http; member 1"; }
