import type { CauseRow } from "../known-cause.ts";

/**
 * Why a kubelet exits again and again. The messages are those of kubernetes v1.20 (cmd/kubelet/app/server.go,
 * pkg/kubelet/cm/container_manager_linux.go, pkg/kubelet/dockershim/docker_service.go) and, where they changed, of later releases.
 */
export const kubeletDeaths: readonly CauseRow[] = [
  [
    /misconfiguration: kubelet cgroup driver: \\?"?(.+?)\\?"? is different from docker cgroup driver/,
    "KUBELET_FAILED",
    "kubelet and container runtime use different cgroup drivers (the kubelet's is $1)",
    'both must use systemd: "exec-opts": ["native.cgroupdriver=systemd"] in /etc/docker/daemon.json; something changed it after runtime.configure',
  ],
  [
    /[Rr]unning with swap on is not supported/,
    "KUBELET_FAILED",
    "swap is on, and the kubelet refuses to run with it",
    "on the host: swapoff -a, and take the swap lines out of /etc/fstab; something turned swap on after host.swap-off",
  ],
  [
    /configured to not run on a host using cgroup v1/,
    "KUBELET_FAILED",
    "the host uses cgroup v1, which the kubelet refuses since Kubernetes 1.35",
    "boot the host with cgroup v2 (systemd.unified_cgroup_hierarchy=1), or choose an older Kubernetes",
  ],
  [
    /(unknown (?:shorthand )?flag: .+|flag provided but not defined: .+)/,
    "KUBELET_FAILED",
    "the kubelet does not know one of its flags: $1",
    "correct spec.kubernetes.kubeletArgs, /etc/default/kubelet or /etc/sysconfig/kubelet",
  ],
  [
    /invalid argument (.+ for .+ flag.*)/,
    "KUBELET_FAILED",
    "the kubelet refuses the value of a flag: $1",
    "correct the value in spec.kubernetes.kubeletArgs, /etc/default/kubelet or /etc/sysconfig/kubelet",
  ],
  [
    /failed to load [Kk]ubelet config file (.+)/,
    "KUBELET_FAILED",
    "the kubelet cannot read its configuration: $1",
    "the version of the kubelet must not be older than kubeadm's",
  ],
  [
    /(?:invalid configuration|failed to validate kubelet configuration)[^:]*: (.+)/,
    "KUBELET_FAILED",
    "the kubelet refuses its configuration: $1",
    "correct spec.kubernetes.kubeadm.kubelet",
  ],
  [
    /(?:failed to get docker version|[Cc]annot connect to the Docker daemon|failed to connect to docker)/,
    "RUNTIME_FAILED",
    "docker does not answer the kubelet",
    "on the host: systemctl status docker; journalctl -u docker -e",
  ],
  [
    /unknown service runtime\.v1(?:alpha2)?\.RuntimeService/,
    "RUNTIME_FAILED",
    "the container runtime speaks another version of CRI, or its CRI plugin is switched off",
    'containerd: "cri" must not be in disabled_plugins of /etc/containerd/config.toml, and its release must fit that of Kubernetes',
  ],
  [
    /(?:[Gg]et remote runtime .*failed|validate CRI v1 runtime API|connect to (?:remote )?runtime|dial unix \S+containerd\.sock)/,
    "RUNTIME_FAILED",
    "the kubelet cannot reach the container runtime",
    "on the host: systemctl status containerd; the socket must be the criSocket of the plan",
  ],
  [
    /unable to load bootstrap kubeconfig: (.+)/,
    "KUBELET_FAILED",
    "the kubelet has neither its own kubeconfig nor one to ask for it: $1",
    "run `coordinator bootstrap` again: the attempt is taken back and done anew",
  ],
  [
    /unable to load client CA file (\S+?):/,
    "KUBELET_FAILED",
    "the kubelet cannot read the cluster's CA $1",
    "compare the file with /etc/quorate/pki/kubernetes/ca.crt, then run `coordinator bootstrap` again",
  ],
  [
    /(listen tcp \S+ bind: address already in use)/,
    "PORT_TAKEN",
    "another process holds a port of the kubelet: $1",
    "on the host: ss -ltnp 'sport = :10250'; an older kubelet may still run",
  ],
  [/failed to run Kubelet: (.+)/, "KUBELET_FAILED", "the kubelet exits: $1", "on the host: journalctl -u kubelet -e"],
];

/** What keeps a living kubelet from starting the control plane's pods. */
export const podTroubles: readonly CauseRow[] = [
  [
    /failed (?:to get sandbox image|pulling image) \\*"([^"\\]+)/,
    "IMAGE_MISSING",
    "the pause image $1 is neither on the host nor to be pulled",
    "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images",
  ],
  [
    /(?:Failed to pull image|ErrImagePull: .*image|Back-off pulling image) \\*"([^"\\]+)/,
    "IMAGE_MISSING",
    "the image $1 is neither on the host nor to be pulled",
    "correct spec.kubernetes.imageRepository, or add the image to spec.kubernetes.images",
  ],
  [
    /(?:Error response from daemon|OCI runtime create failed|runc create failed): (.+)/,
    "RUNTIME_FAILED",
    "the container runtime cannot start the control plane's containers: $1",
    "on the host: journalctl -u docker -u containerd -e",
  ],
];
