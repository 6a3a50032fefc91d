import type { StepHandlers } from "./handler.ts";
import { hostFirewall } from "./host-firewall.ts";
import { hostForwardPolicy } from "./host-forward-policy.ts";
import { hostHostsFile } from "./host-hosts-file.ts";
import { hostName } from "./host-name.ts";
import { preflightNetwork } from "./preflight-network.ts";
import { vipVerify } from "./vip-verify.ts";

/** How a host is named, reached and let through. */
export const systemNetworkHandlers = {
  "preflight.network": preflightNetwork,
  "host.name": hostName,
  "host.hosts-file": hostHostsFile,
  "host.firewall": hostFirewall,
  "host.forward-policy": hostForwardPolicy,
  "vip.verify": vipVerify,
} satisfies Partial<StepHandlers>;
