import { clusterHandlers } from "../steps/cluster-handlers.ts";
import type { StepHandlers } from "../steps/handler.ts";
import { kubeadmHandlers } from "../steps/kubeadm-handlers.ts";
import { serviceHandlers } from "../steps/service-handlers.ts";
import { systemHandlers } from "../steps/system-handlers.ts";

/** One handler for every step kind: a kind without one does not compile. */
export const stepHandlers: StepHandlers = {
  ...systemHandlers,
  ...serviceHandlers,
  ...kubeadmHandlers,
  ...clusterHandlers,
};
