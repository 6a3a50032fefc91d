# A keepalived whose peer is silent, with and without what its check of haproxy looks at. Run by endpoint-programs.test.ts.
# Prints whether this host has the address, for each thing that happens.
ip address add 192.168.1.90/24 dev eth0
cp /usr/bin/sleep /tmp/haproxy

address() { ip -brief address show dev eth0 | grep -q 192.168.1.33; }
settled() { # whether it has the address as soon as it is as expected, or at the end of a minute
  for _ in $(seq 600); do
    if address; then have=holds; else have=none; fi
    [ "$have" = "$2" ] && break
    sleep 0.1
  done
  echo "$1: $have"
}
haproxy() { /tmp/haproxy 600 & echo $! > /run/haproxy.pid; }

keepalived --dont-fork --log-console --log-detail --use-file /tmp/keepalived.conf > /tmp/log 2>&1 &
sleep 6
settled "without haproxy" none
haproxy
settled "with haproxy" holds
# Who opens a pipe that nobody writes to waits for ever.
mv /run/haproxy.pid /run/kept && mkfifo /run/haproxy.pid
settled "when its check hangs" none
rm /run/haproxy.pid && mv /run/kept /run/haproxy.pid
settled "when it is well again" holds
kill "$(cat /run/haproxy.pid)"
settled "when haproxy died" none
grep -i -e disabling -e unsafe -e 'cannot be accessed' /tmp/log
echo end
