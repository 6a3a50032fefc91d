import { AppError } from "@quorate/shared/errors";
import { hostNamePattern } from "@quorate/shared/ids";
import { stringify } from "yaml";
import type { ProfileName } from "./cluster-spec.ts";
import { layersOf } from "./layers.ts";
import { parseSpec } from "./parse-spec.ts";
import { isMapData, shown } from "./problem.ts";
import { defaultProfile } from "./profiles/profiles.ts";
import { endpointSection } from "./schema/endpoint.ts";
import { usableAddress } from "./schema/host.ts";

export interface InitRequest {
  readonly addresses: readonly string[];
  readonly vip: string;
  /** One for each address; k8s-master and the last octet unless given, as in the blog post. */
  readonly names?: readonly string[];
  readonly profile?: ProfileName;
  readonly cluster?: string;
}

/** A spec file that works as it is, and shows below it what is most often changed. Throws USAGE when it could not work. */
export function initSpec(request: InitRequest): string {
  const { addresses, vip, profile = defaultProfile, cluster = "kubernetes" } = request;
  for (const address of addresses) {
    if (usableAddress(address) === undefined) throw usage(`${shown(address)} is not a host's IPv4 or IPv6 address`);
  }
  if (!endpointSection.shape.vip.safeParse(vip).success)
    throw usage(`--vip ${shown(vip)} is not an IPv4 or IPv6 address`);
  const names = request.names ?? defaultNames(addresses);
  if (names.length !== addresses.length) throw usage(`${names.length} names for ${addresses.length} addresses`);
  for (const name of [...names, cluster]) {
    if (!hostNamePattern.test(name))
      throw usage(`${shown(name)} is not a name of lower-case letters, digits and hyphens`);
  }
  const spec = {
    profile,
    hosts: addresses.map((address, index) => ({ name: names[index] ?? "", address })),
    endpoint: { vip },
  };
  const text = fileText(cluster, spec);
  try {
    parseSpec(text, "cluster.yaml");
  } catch (error) {
    // Places in a file that does not exist yet would only confuse.
    throw usage(AppError.from(error).message.replace(/^cluster\.yaml:\d+:\d+ /gm, ""), error);
  }
  return text;
}

function usage(message: string, cause?: unknown): AppError {
  const hint = "for example: coordinator init 192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33";
  return new AppError("USAGE", message, { hint, cause });
}

function defaultNames(addresses: readonly string[]): string[] {
  const byOctet = addresses.map((address) => `k8s-master${address.split(/[.:]/).at(-1) ?? ""}`);
  const good = new Set(byOctet).size === addresses.length && !addresses.some((address) => address.includes(":"));
  return good ? byOctet : addresses.map((_, index) => `k8s-master${index + 1}`);
}

interface Chosen {
  readonly profile: ProfileName;
  readonly hosts: readonly { readonly name: string; readonly address: string }[];
  readonly endpoint: { readonly vip: string };
}

/** What stands below as comments: the values that users change most, with what they are without a change. */
const commented: Readonly<Record<string, readonly string[]>> = {
  etcd: ["version", "dataDir", "startWindow", "quota"],
  kubernetes: ["version", "podSubnet", "serviceSubnet", "proxyMode", "imageRepository"],
  runtime: ["name", "version"],
  system: ["swap", "selinux", "firewall"],
  packages: ["hold", "lockWait"],
};

function fileText(cluster: string, chosen: Chosen): string {
  const { merged } = layersOf({ ...chosen });
  const { port, virtualRouterId } = values(merged["endpoint"]);
  const hosts = chosen.hosts.map(({ name, address }) => `    - { name: ${name}, address: ${quoted(address)} }`);
  const below = Object.entries(commented).flatMap(([section, fields]) => {
    const all = values(merged[section]);
    const shownFields = Object.fromEntries(fields.filter((field) => field in all).map((field) => [field, all[field]]));
    return stringify({ [section]: shownFields })
      .trimEnd()
      .split("\n")
      .map((line) => `  # ${line}`);
  });
  return `# A highly available Kubernetes control plane.
# Check it:  coordinator validate -f cluster.yaml
# Build it:  coordinator bootstrap -f cluster.yaml
apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata:
  name: ${cluster}
spec:
  # Versions that belong together: current, or blog-k8s-1.15 (Kubernetes 1.15.1, etcd 3.4.7, docker).
  profile: ${chosen.profile}
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

function values(section: unknown): Readonly<Record<string, unknown>> {
  return isMapData(section) ? section : {};
}

/** An IPv6 address ends a flow map's key in YAML unless it is quoted. */
function quoted(address: string): string {
  return address.includes(":") ? `"${address}"` : address;
}
