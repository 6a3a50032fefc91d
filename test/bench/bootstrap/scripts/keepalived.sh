#!/bin/bash
# On every host.
set -e
DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install keepalived

# mended: the heredoc is quoted, or $(...) is run while it is written; keepalived is not stopped, for nobody would start it again
cat > /etc/keepalived/chk_haproxy.sh <<'EOF'
#!/bin/sh
pidof haproxy > /dev/null
EOF
chmod 755 /etc/keepalived/chk_haproxy.sh # mended: not 777, root runs it

# mended: the post asks the reader to give each host its own
case $(hostname) in
  k8s-master90) priority=100 ;;
  k8s-master91) priority=90 ;;
  k8s-master93) priority=80 ;;
esac

# mended: `cat <` wrote nothing; `fall`, not `fail`; no weight, which cannot move the address beside nopreempt; the interface
cat > /etc/keepalived/keepalived.conf <<EOF
global_defs {
    router_id $(hostname)
    script_user root
    enable_script_security
}

vrrp_script chk_haproxy {
    script "/etc/keepalived/chk_haproxy.sh"
    interval 2
    fall 2
    rise 2
}

vrrp_instance VI_1 {
    state BACKUP
    interface host0
    virtual_router_id 33
    priority $priority
    nopreempt

    authentication {
        auth_type PASS
        auth_pass 123456
    }

    virtual_ipaddress {
        192.168.1.33/24 dev host0
    }

    track_script {
        chk_haproxy
    }
}
EOF
systemctl enable keepalived
systemctl restart keepalived
