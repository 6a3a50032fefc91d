import { join } from "node:path";
import type { DebPackage } from "./deb-package.ts";
import { KUBERNETES_VERSION } from "./kubernetes-programs.ts";

export interface KubernetesFiles {
  readonly programs: string;
  readonly parts: string;
  /** The folder with Debian's CNI plugins. */
  readonly plugins: string;
}

/** Named and numbered as the official packages of the time were: 1.20.2-00. */
export const KUBERNETES_PACKAGE_VERSION = `${KUBERNETES_VERSION}-00`;

const UNIT = "lib/systemd/system/kubelet.service";
const DROP_IN = "etc/systemd/system/kubelet.service.d/10-kubeadm.conf";

const unit = `[Unit]
Description=kubelet: The Kubernetes Node Agent
Documentation=https://kubernetes.io/docs/home/
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
StartLimitInterval=0
RestartSec=10

[Install]
WantedBy=multi-user.target
`;

// The settings and their order are those that kubeadm's documentation gives for its drop-in file:
// https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/kubelet-integration/
const dropIn = `[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
# Written by kubeadm init and kubeadm join.
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
# The administrator's own, as KUBELET_EXTRA_ARGS.
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
`;

const reload = "if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi\n";
const script = (body: string) => `#!/bin/sh\nset -e\n${body}`;

const kubeletScripts = {
  // As debhelper writes it: a unit that is masked at the moment is no reason to fail.
  postinst: script(
    `if [ "$1" = configure ]; then deb-systemd-helper enable kubelet.service >/dev/null || true; fi\n${reload}`,
  ),
  prerm: script('if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl stop kubelet.service; fi\n'),
  postrm: script(`if [ "$1" = purge ]; then deb-systemd-helper purge kubelet.service >/dev/null; fi\n${reload}`),
};

/** The five packages with which a host becomes one that kubeadm can make a node of. */
export function kubernetesPackages(files: KubernetesFiles, architecture: string): readonly DebPackage[] {
  const own = { version: KUBERNETES_PACKAGE_VERSION, architecture };
  const program = (name: string) => ({ [`usr/bin/${name}`]: join(files.programs, name) });
  return [
    {
      ...own,
      name: "kubelet",
      description: "Kubernetes node agent",
      depends:
        "iptables (>= 1.4.21), kubernetes-cni (>= 0.8.7), iproute2, socat, util-linux, mount, ebtables, ethtool, conntrack",
      copies: program("kubelet"),
      texts: { [UNIT]: unit },
      scripts: kubeletScripts,
    },
    {
      ...own,
      name: "kubectl",
      description: "Kubernetes command line",
      copies: program("kubectl"),
    },
    {
      ...own,
      name: "kubeadm",
      description: "Kubernetes cluster bootstrapping",
      depends: "kubelet (>= 1.13.0), kubectl (>= 1.13.0), kubernetes-cni (>= 0.8.7), cri-tools (>= 1.13.0)",
      copies: program("kubeadm"),
      texts: { [DROP_IN]: dropIn },
      conffiles: [DROP_IN],
      scripts: { postinst: script(reload), postrm: script(reload) },
    },
    {
      ...own,
      name: "cri-tools",
      description: "crictl of the lab's own",
      copies: { "usr/bin/crictl": join(files.parts, "crictl") },
    },
    {
      ...own,
      version: "1.1.1-00",
      name: "kubernetes-cni",
      description: "CNI plugins, from Debian's containernetworking-plugins",
      copies: { "opt/cni/bin": files.plugins },
    },
  ];
}
