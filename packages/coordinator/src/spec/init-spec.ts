import { AppError } from "@quorate/shared/errors";
import { hostNamePattern } from "@quorate/shared/ids";
import type { ProfileName } from "./cluster-spec.ts";
import { initText } from "./init-text.ts";
import { parseSpec } from "./parse-spec.ts";
import { shown } from "./problem.ts";
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
  const { addresses, vip, profile, cluster = "kubernetes" } = request;
  for (const address of addresses) {
    if (usableAddress(address) === undefined) throw usage(`${shown(address)} is not a host's IPv4 or IPv6 address`);
  }
  if (!endpointSection.shape.vip.safeParse(vip).success) {
    throw usage(`--vip ${shown(vip)} is not an IPv4 or IPv6 address`);
  }
  const names = request.names ?? defaultNames(addresses);
  if (names.length !== addresses.length) throw usage(`${names.length} names for ${addresses.length} addresses`);
  for (const name of [...names, cluster]) {
    if (hostNamePattern.test(name)) continue;
    throw usage(`${shown(name)} is not a name of lower-case letters, digits and hyphens`);
  }
  const text = initText(cluster, {
    ...(profile === undefined ? {} : { profile }),
    hosts: addresses.map((address, index) => ({ name: names[index] ?? "", address })),
    endpoint: { vip },
  });
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
