import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const etcdDestroy: ApplyHandler<"etcd.destroy"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "etcd.destroy is not there yet");
  },
};
