import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubeletConfigure: ApplyHandler<"kubelet.configure"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubelet.configure is not there yet");
  },
};
