import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubeadmInit: ApplyHandler<"kubeadm.init"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubeadm.init is not there yet");
  },
};
