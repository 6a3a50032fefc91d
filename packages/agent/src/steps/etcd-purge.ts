import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const etcdPurge: ApplyHandler<"etcd.purge"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "etcd.purge is not there yet");
  },
};
