#!/bin/bash
# The post's own commands, faults included; left out is what a host without network, yum and ssh cannot run.
cat > kubeadm-config.yaml << EOF
apiVersion: kubeadm.k8s.io/v1beta2
imageRepository: docker.io/mirrorgooglecontainers
controlPlaneEndpoint: 192.168.1.33:12567	# 配置为vip地址和haproxy端口号
kind: ClusterConfiguration
kubernetesVersion: v1.15.1			# k8s的版本号
networking:
  podSubnet: 10.244.0.0/16			# k8s内部pods子网网络,该网段最好不要修改,后面flannel的默认Network是该网段
  serviceSubnet: 10.10.0.0/16		# k8s内部services子网网络,可自定义,但不能撞网段
apiServer:
  certSANs:				# 最好写上所有kube-apiserver的主机名,设备IP,vip
    - 192.168.1.33
    - 192.168.1.90
    - 192.168.1.91
    - 192.168.1.93
    - k8s-master90
    - k8s-master91
    - k8s-master93
    - 127.0.0.1
    - localhost
etcd:
  external:				# 此处代表使用的是外置式etcd集群
    endpoints:
    - https://192.168.1.90:2379
    - https://192.168.1.91:2379
    - https://192.168.1.93:2379
    caFile: /etc/ssl/etcd/ssl/ca.crt
    certFile: /etc/ssl/etcd/ssl/etcd.crt
    keyFile: /etc/ssl/etcd/ssl/etcd.key
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: "ipvs"		# 修改kube-proxy的工作模式,默认使用的是iptables
EOF
