import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const runtimeConfigure: ApplyHandler<"runtime.configure"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "runtime.configure is not there yet");
  },
};
