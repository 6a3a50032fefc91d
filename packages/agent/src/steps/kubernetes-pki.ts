import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubernetesPki: ApplyHandler<"kubernetes.pki"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubernetes.pki is not there yet");
  },
};
