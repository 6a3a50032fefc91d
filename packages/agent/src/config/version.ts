import { readFileSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";

/** Of the package this runs from. */
export function agentVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  const result = z.object({ version: z.string() }).safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (result.success) return result.data.version;
  throw new AppError("INTERNAL", `${file.pathname} names no version`, { cause: result.error });
}
