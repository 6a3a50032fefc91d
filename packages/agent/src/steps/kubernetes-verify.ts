import { AppError } from "@quorate/shared/errors";
import type { CheckHandler } from "./handler.ts";

export const kubernetesVerify: CheckHandler<"kubernetes.verify"> = {
  type: "check",
  check: async () => {
    throw new AppError("UNSUPPORTED", "kubernetes.verify is not there yet");
  },
};
