import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubernetesKubeconfig: ApplyHandler<"kubernetes.kubeconfig"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubernetes.kubeconfig is not there yet");
  },
};
