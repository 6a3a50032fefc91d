import { AppError } from "@quorate/shared/errors";
import type { CheckHandler } from "./handler.ts";

export const kubernetesOutage: CheckHandler<"kubernetes.outage"> = {
  type: "check",
  check: async () => {
    throw new AppError("UNSUPPORTED", "kubernetes.outage is not there yet");
  },
};
