#!/bin/bash
# The post's own commands, faults included; left out is what a host without network, yum and ssh cannot run.
cat > /etc/hosts <<EOF
151.101.108.133 raw.githubusercontent.com
EOF
