import { AppError } from "@quorate/shared/errors";
import type { ApplyHandler } from "./handler.ts";

export const imagesEnsure: ApplyHandler<"images.ensure"> = {
  type: "apply",
  probe: async () => [],
  apply: async () => {
    throw new AppError("UNSUPPORTED", "images.ensure is not there yet");
  },
};
