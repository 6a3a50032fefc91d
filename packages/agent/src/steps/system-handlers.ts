import { agentSelfCheck } from "./agent-self-check.ts";
import type { StepHandlers } from "./handler.ts";
import { hostAudit } from "./host-audit.ts";
import { hostJournal } from "./host-journal.ts";
import { hostLimits } from "./host-limits.ts";
import { hostModules } from "./host-modules.ts";
import { hostSelinux } from "./host-selinux.ts";
import { hostService } from "./host-service.ts";
import { hostSwapOff } from "./host-swap-off.ts";
import { hostSysctl } from "./host-sysctl.ts";
import { preflightHost } from "./preflight-host.ts";
import { systemNetworkHandlers } from "./system-network-handlers.ts";

/** Everything that concerns the operating system of one host. */
export const systemHandlers = {
  ...systemNetworkHandlers,
  "agent.self-check": agentSelfCheck,
  "preflight.host": preflightHost,
  "host.audit": hostAudit,
  "host.journal": hostJournal,
  "host.swap-off": hostSwapOff,
  "host.selinux": hostSelinux,
  "host.limits": hostLimits,
  "host.modules": hostModules,
  "host.sysctl": hostSysctl,
  "host.service": hostService,
} satisfies Partial<StepHandlers>;
