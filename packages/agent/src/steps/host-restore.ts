import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const hostRestore: ApplyHandler<"host.restore"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "host.restore is not there yet");
  },
};
