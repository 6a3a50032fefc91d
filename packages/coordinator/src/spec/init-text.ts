import { stringify } from "yaml";
import type { ProfileName } from "./cluster-spec.ts";
import { layersOf } from "./layers.ts";
import { isMapData } from "./problem.ts";

export interface Chosen {
  readonly profile?: ProfileName;
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  readonly endpoint: { readonly vip: string };
}

/** What stands below as comments: the values that users change most, with what they are without a change. */
const commented: Readonly<Record<string, readonly string[]>> = {
  etcd: ["topology", "version", "dataDir", "startWindow", "quota"],
  kubernetes: ["version", "podSubnet", "serviceSubnet", "proxyMode", "imageRepository", "taintControlPlane", "network"],
  runtime: ["name", "version", "packages"],
  system: ["swap", "selinux", "firewall"],
  packages: ["hold", "lockWait"],
};

/** Said beside a value that does not say enough by itself. */
const notes: Readonly<Record<string, string>> = {
  topology: "or stacked: kubeadm runs etcd beside each apiserver",
  taintControlPlane: "false: control-plane hosts take ordinary pods too",
  plugin: "or manifests, with files: [calico.yaml]; or none",
};

/** The text of a spec file. Names and addresses must have been checked: they are put in as they are. */
export function initText(cluster: string, chosen: Chosen): string {
  const { profile, merged } = layersOf({ ...chosen });
  const { port, virtualRouterId } = values(merged["endpoint"]);
  const hosts = chosen.hosts.map(({ name, address }) => `    - { name: ${name}, address: ${quoted(address)} }`);
  const below = Object.entries(commented).flatMap(([section, fields]) => comment(section, fields, merged[section]));
  return `# A highly available Kubernetes control plane.
# Check it:  coordinator validate -f cluster.yaml
# Build it:  coordinator bootstrap -f cluster.yaml
apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata:
  name: ${cluster}
spec:
  # Versions that belong together: current, or blog-k8s-1.15 (Kubernetes 1.15.1, etcd 3.4.7, docker).
  profile: ${profile}
  # 3, 5, 7 or 9 control-plane hosts. "interface: enp5s0f0" names the one for VRRP when it is not the address's own.
  hosts:
${hosts.join("\n")}
  endpoint:
    # A free address of the hosts' network segment; /24 after it only if it shall bring its subnet along.
    vip: ${quoted(chosen.endpoint.vip)}
    port: ${port}
    # 1 to 255, and no other VRRP instance of the segment may use it.
    virtualRouterId: ${virtualRouterId}

  # What follows is the default. To change a value, take away the "# " before it and before its section.
${below.join("\n")}
`;
}

function comment(section: string, fields: readonly string[], data: unknown): string[] {
  const all = values(data);
  const some = Object.fromEntries(fields.filter((field) => field in all).map((field) => [field, all[field]]));
  const lines = stringify({ [section]: some })
    .trimEnd()
    .split("\n");
  return lines.map((line) => {
    const said = notes[line.trim().split(":")[0] ?? ""];
    return `  # ${line}${said === undefined ? "" : ` # ${said}`}`;
  });
}

function values(section: unknown): Readonly<Record<string, unknown>> {
  return isMapData(section) ? section : {};
}

/** An IPv6 address ends a flow map's key in YAML unless it is quoted. */
function quoted(address: string): string {
  return address.includes(":") ? `"${address}"` : address;
}
