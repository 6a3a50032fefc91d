# What every provocation finds: a private root with the real programs, a network of its own, nothing else.
export PATH=/usr/sbin:/usr/bin:/opt/kubernetes HOME=/root
cd /tmp || exit 1
mkdir -p pki

# ca NAME
ca() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "pki/$1.key" -out "pki/$1.crt" \
    -days 30 -subj "/CN=$1" 2>/dev/null
}

# leaf NAME CA ADDRESS USAGES [NOT-BEFORE NOT-AFTER]
leaf() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "pki/$1.key" -out "pki/$1.csr" -subj "/CN=$1" 2>/dev/null
  printf 'subjectAltName=IP:%s\nextendedKeyUsage=%s\nkeyUsage=digitalSignature,keyEncipherment\n' "$3" "$4" > "pki/$1.ext"
  : > pki/index
  echo 01 > pki/serial
  printf '%s\n' '[ca]' 'default_ca=c' '[c]' new_certs_dir=/tmp/pki database=/tmp/pki/index serial=/tmp/pki/serial policy=p \
    default_md=sha256 '[p]' commonName=supplied > pki/ca.cnf
  openssl ca -batch -notext -config pki/ca.cnf -cert "pki/$2.crt" -keyfile "pki/$2.key" -in "pki/$1.csr" -out "pki/$1.crt" \
    -extfile "pki/$1.ext" -startdate "${5:-20200101000000Z}" -enddate "${6:-20490101000000Z}" 2>/dev/null
}

# comes COMMAND: until it succeeds, for 20 s at most
comes() {
  for _ in $(seq 200); do
    "$@" > /dev/null 2>&1 && return 0
    sleep 0.1
  done
  return 1
}

# squat ADDRESS PORT
squat() {
  python3 -c "import socket,time; s=socket.create_server(('$1',$2)); time.sleep(600)" &
  comes listens "$2"
}
listens() { ss -Hltn "sport = :$1" | grep -q LISTEN; }

# swap [LINE]: what the kernel says of swap, here
swap() {
  printf 'Filename\tType\tSize\tUsed\tPriority\n%s' "${1:-}" > swaps
  mount --bind swaps /proc/swaps
}
