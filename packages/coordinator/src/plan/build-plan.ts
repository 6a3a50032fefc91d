import { planBuilder } from "./assemble-plan.ts";
import { certificatesPhase } from "./phases/certificates.ts";
import { controlPlanePhase, workersPhase } from "./phases/control-plane.ts";
import { etcdBarrier, etcdPhase } from "./phases/etcd.ts";
import { loadBalancerAssertion, loadBalancerPhase } from "./phases/load-balancer.ts";
import { networkBarrier, networkPhase } from "./phases/network.ts";
import { packagesPhase } from "./phases/packages.ts";
import { preflightPhase } from "./phases/preflight.ts";
import { imagesPhase, runtimePhase } from "./phases/runtime.ts";
import { networkPluginPhase, settingsPhase } from "./phases/settings.ts";
import { systemPhase } from "./phases/system.ts";
import { drillsPhase, verifyPhase } from "./phases/verify.ts";

/** The program: these phases, in this order. */
const phases = [
  preflightPhase,
  networkPhase,
  systemPhase,
  packagesPhase,
  certificatesPhase,
  loadBalancerPhase,
  etcdPhase,
  runtimePhase,
  imagesPhase,
  controlPlanePhase,
  workersPhase,
  settingsPhase,
  networkPluginPhase,
  verifyPhase,
  drillsPhase,
] as const;
const barriers = [networkBarrier, etcdBarrier] as const;
const assertions = [loadBalancerAssertion] as const;

/** Pure: the same wish and the same facts give the same plan. Throws PLAN_IMPOSSIBLE, HOST_UNREACHABLE or ETCD_MEMBER_GONE. */
export const buildPlan = planBuilder({ phases, barriers, assertions });
