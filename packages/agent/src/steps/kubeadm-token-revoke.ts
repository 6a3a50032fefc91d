import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const kubeadmTokenRevoke: ApplyHandler<"kubeadm.token-revoke"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "kubeadm.token-revoke is not there yet");
  },
};
