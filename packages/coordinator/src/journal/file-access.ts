import { AppError } from "@quorate/shared/errors";

/** What failed and where comes from the caller, why from the system. */
export function fileAccessFailed(what: string, cause: unknown): AppError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new AppError("FILE_ACCESS_FAILED", `${what}: ${why}`, { cause });
}

export function isMissingFile(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
