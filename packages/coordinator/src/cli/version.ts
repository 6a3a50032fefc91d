import { readFileSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";

/** Of the package this runs from. */
export function coordinatorVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  const read: unknown = JSON.parse(readFileSync(file, "utf8"));
  const version = typeof read === "object" && read !== null ? Reflect.get(read, "version") : undefined;
  if (typeof version === "string") return version;
  throw new AppError("INTERNAL", `${file.pathname} names no version`);
}
