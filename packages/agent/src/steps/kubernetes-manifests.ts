import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubernetesManifests: ApplyHandler<"kubernetes.manifests"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubernetes.manifests is not there yet");
  },
};
