import { z } from "zod";
import { checkResult } from "./preflight.ts";

/** Looks for what a cluster made by hand with the post's scripts has wrong; what is well is not told. */
export const hostAudit = {
  input: z.strictObject({}),
  output: z.strictObject({ checks: z.array(checkResult).max(256) }),
};
