import { createHash } from "node:crypto";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { StepContext } from "./handler.ts";

/**
 * What has to get through: to the host, members to the member ports and VRRP, everybody to the public ports, pods to
 * everything; through the host, packets of pods, those of members to pods, and answers to pods.
 */
export type Opening = Omit<StepInput<"host.firewall">, "mode">;

/** The part of it that one version of IP carries. */
export function ofVersion(version: 4 | 6, wanted: Opening): Opening {
  const fits = (address: string) => address.includes(":") === (version === 6);
  return {
    ...wanted,
    members: wanted.members.filter(fits),
    trustedNetworks: wanted.trustedNetworks.filter(fits),
  };
}

/** VRRP is a protocol of its own beside TCP and UDP (RFC 5798, 5.1.1.4). */
export const vrrpProtocol = 112;

/** One product that filters packets on a host, and how to open it for good and at once. */
export interface FirewallKind {
  readonly name: "firewalld" | "nftables" | "ufw";
  readonly unit: string;
  /** A file whose absence says that the product is not installed. */
  readonly presence: string;
  openDrift(wanted: Opening, ctx: StepContext): Promise<readonly Drift[]>;
  open(wanted: Opening, ctx: StepContext): Promise<void>;
}

/** Names a rule by its contents, in a comment that both nftables and iptables keep: found again however they print it. */
export function ruleComment(rule: string): string {
  return `quorate ${createHash("sha256").update(rule).digest("hex").slice(0, 12)}`;
}
