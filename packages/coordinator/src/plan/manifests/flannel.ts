import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { minorVersion } from "../kubernetes-version.ts";

/** What differs between Kubernetes releases. */
interface Generation {
  /** Pods of class system-node-critical were allowed only in kube-system until 1.16 (kubernetes/kubernetes#76310). */
  readonly namespace: "kube-system" | "kube-flannel";
  readonly flannel: string;
  readonly plugin: string;
  /** Whether net-conf.json knows EnableNFTables. */
  readonly nftables: boolean;
}

/**
 * Versions that their makers ship together, in the kube-flannel.yml of https://github.com/flannel-io/flannel/releases v0.22.3
 * and v0.28.4 (see also https://github.com/lima-vm/lima/pull/4843). flannel itself asks only for Nodes and Pods of core/v1; the
 * older one is for hosts of the age of their Kubernetes. Nothing here is a PodSecurityPolicy, which is gone since 1.25 and
 * which kubeadm never enforced; all objects are of APIs that exist from 1.15 on.
 */
function generationOf(version: string): Generation {
  return minorVersion(version) < 25
    ? { namespace: "kube-system", flannel: "v0.22.3", plugin: "v1.2.0", nftables: false }
    : { namespace: "kube-flannel", flannel: "v0.28.4", plugin: "v1.9.1-flannel1", nftables: true };
}

const labels = { app: "flannel", "app.kubernetes.io/managed-by": "quorate" };
const selector = { app: "flannel" };
const defaultRepository = "docker.io/flannel";

/** flannel as one List in JSON, which is YAML: VXLAN over the network of the spec, an agent on every node whatever its taints. */
export function flannelManifest(
  { version, podSubnet, proxyMode }: Pick<ClusterSpec["kubernetes"], "version" | "podSubnet" | "proxyMode">,
  imageRepository = defaultRepository,
): string {
  const generation = generationOf(version);
  const items = [
    ...namespaceOf(generation),
    ...accountOf(generation),
    configOf(generation, podSubnet, proxyMode === "nftables"),
    daemonSetOf(generation, imageRepository),
  ];
  return `${JSON.stringify({ apiVersion: "v1", kind: "List", items }, null, 1)}\n`;
}

/** The label lets pods with host network in where Pod Security admission is strict. */
function namespaceOf({ namespace }: Generation) {
  if (namespace === "kube-system") return [];
  const allowed = { ...labels, "pod-security.kubernetes.io/enforce": "privileged" };
  return [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: allowed } }];
}

/** flannel reads the nodes' subnets and writes what it does for each into its status' annotations. */
function accountOf({ namespace }: Generation) {
  const rbac = "rbac.authorization.k8s.io";
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "flannel", namespace, labels } },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: "flannel", labels },
      rules: [
        { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
        { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
        { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "flannel", labels },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "flannel" },
      subjects: [{ kind: "ServiceAccount", name: "flannel", namespace }],
    },
  ];
}

/** Where kube-proxy uses nftables, iptables may not be there at all (Enterprise Linux 10). */
function configOf({ namespace, nftables }: Generation, podSubnet: string, wantsNftables: boolean) {
  const plugins = [
    { type: "flannel", delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: "portmap", capabilities: { portMappings: true } },
  ];
  const ipv6 = podSubnet.includes(":");
  const network = {
    ...(ipv6 ? { EnableIPv4: false, EnableIPv6: true, IPv6Network: podSubnet } : { Network: podSubnet }),
    ...(nftables ? { EnableNFTables: wantsNftables } : {}),
    Backend: { Type: "vxlan" },
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "kube-flannel-cfg", namespace, labels },
    data: {
      "cni-conf.json": `${JSON.stringify({ name: "cbr0", cniVersion: "0.3.1", plugins }, null, 1)}\n`,
      "net-conf.json": `${JSON.stringify(network, null, 1)}\n`,
    },
  };
}

function daemonSetOf(generation: Generation, repository: string) {
  const { namespace } = generation;
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "kube-flannel-ds", namespace, labels },
    spec: {
      selector: { matchLabels: selector },
      template: { metadata: { labels }, spec: podOf(generation, repository) },
    },
  };
}

function podOf({ flannel, plugin }: Generation, repository: string) {
  const image = `${repository}/flannel:${flannel}`;
  const pluginImage = `${repository}/flannel-cni-plugin:${plugin}`;
  return {
    nodeSelector: { "kubernetes.io/os": "linux" },
    hostNetwork: true,
    priorityClassName: "system-node-critical",
    serviceAccountName: "flannel",
    // master, control-plane and not-ready among them: a node is not ready until this pod has run on it.
    tolerations: [
      { operator: "Exists", effect: "NoSchedule" },
      { operator: "Exists", effect: "NoExecute" },
    ],
    initContainers: [
      copy("install-cni-plugin", pluginImage, "/flannel", "/opt/cni/bin/flannel", ["cni-plugin"]),
      copy("install-cni", image, "/etc/kube-flannel/cni-conf.json", "/etc/cni/net.d/10-flannel.conflist", [
        "cni",
        "flannel-cfg",
      ]),
    ],
    containers: [daemonOf(image)],
    volumes: [
      ...Object.entries(hostPaths).map(([name, hostPath]) => ({ name, hostPath })),
      { name: "flannel-cfg", configMap: { name: "kube-flannel-cfg" } },
    ],
  };
}

const hostPaths = {
  run: { path: "/run/flannel", type: "DirectoryOrCreate" },
  "cni-plugin": { path: "/opt/cni/bin", type: "DirectoryOrCreate" },
  cni: { path: "/etc/cni/net.d", type: "DirectoryOrCreate" },
  "xtables-lock": { path: "/run/xtables.lock", type: "FileOrCreate" },
} as const;

type Volume = keyof typeof hostPaths | "flannel-cfg";

function mount(name: Volume) {
  return { name, mountPath: name === "flannel-cfg" ? "/etc/kube-flannel" : hostPaths[name].path };
}

function copy(name: string, image: string, from: string, to: string, volumes: readonly Volume[]) {
  return { name, image, command: ["cp"], args: ["-f", from, to], volumeMounts: volumes.map(mount) };
}

function daemonOf(image: string) {
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  return {
    name: "kube-flannel",
    image,
    command: ["/opt/bin/flanneld"],
    args: ["--ip-masq", "--kube-subnet-mgr"],
    // Without a limit: a throttled agent answers routes late.
    resources: { requests: { cpu: "100m", memory: "50Mi" } },
    securityContext: { privileged: false, capabilities: { add: ["NET_ADMIN", "NET_RAW"] } },
    env: [
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      { name: "EVENT_QUEUE_DEPTH", value: "5000" },
    ],
    volumeMounts: (["run", "flannel-cfg", "xtables-lock"] as const).map(mount),
  };
}
