# kubeadm join against an endpoint that answers what an apiserver answers, or should not (stub-apiserver.py).
token=abcdef.0123456789abcdef
ca ca
ca other
leaf server ca 127.0.0.1 serverAuth

# stub [CERTIFICATE [TOKEN [NODES]]]
stub() {
  python3 stub-apiserver.py "pki/${1:-server}.crt" "pki/${1:-server}.key" pki/ca.crt "${2:-$token}" "${3:-none}" > stub.log 2>&1 &
  comes listens 6443
}
pin() { openssl x509 -in "pki/$1.crt" -pubkey -noout | openssl pkey -pubin -outform der | sha256sum | cut -d' ' -f1; }
# join [PINNED-CA [ENDPOINT [PHASE]]]
join() {
  printf '%s\n' 'apiVersion: kubeadm.k8s.io/v1beta2' 'kind: JoinConfiguration' 'nodeRegistration: {name: m1}' discovery: '  timeout: 12s' \
    "  bootstrapToken: {token: $token, apiServerEndpoint: '${2:-127.0.0.1:6443}', caCertHashes: ['sha256:$(pin "${1:-ca}")']}" > join.yaml
  kubeadm join phase ${3:-preflight --ignore-preflight-errors=all} --config join.yaml --v=1 2>&1
}

other-ca-pinned() { stub; join other; }
unknown-token() { stub server zzzzzz.0123456789abcdef; join; }
other-secret() { stub server abcdef.zzzzzzzzzzzzzzzz; join; }
not-valid-now() { leaf old ca 127.0.0.1 serverAuth 20200101000000Z 20210101000000Z; stub old; join; }
wrong-name() { leaf lost ca 10.9.9.9 serverAuth; stub lost; join; }
stranger() { leaf stranger other 127.0.0.1 serverAuth; stub stranger; join; }
nobody() { join; }
unreachable() { join ca 10.0.0.33:6443; }
node-exists() { stub server "$token" ready; join ca 127.0.0.1:6443 kubelet-start; }
