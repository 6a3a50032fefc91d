import { AppError } from "@quorate/shared/errors";

/** Primary result codes, https://www.sqlite.org/rescode.html. */
const busy = 5;
const full = 13;
/** perm, readonly, ioerr, cantopen: the file system, not the content. */
const outside: ReadonlySet<number> = new Set([3, 8, 10, 14]);

function primaryCode(error: unknown): number {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) : 0;
  return code & 0xff;
}

export function isBusy(error: unknown): boolean {
  return primaryCode(error) === busy;
}

/** Why the log could not be opened; what nobody else is to blame for is damage. */
export function asOpenError(error: unknown, file: string): AppError {
  if (error instanceof AppError) return error;
  const cause = AppError.from(error);
  if (isBusy(error)) {
    return new AppError("COORDINATOR_LOCKED", `the event log ${file} is open in another process`, { cause });
  }
  const code = primaryCode(error);
  if (code === full) return asWriteError(error, file);
  if (outside.has(code)) {
    return new AppError("FILE_ACCESS_FAILED", `the event log ${file} cannot be opened: ${cause.message}`, { cause });
  }
  return new AppError("LOG_CORRUPT", `the event log ${file} cannot be read: ${cause.message}`, { cause });
}

export function asWriteError(error: unknown, file: string): AppError {
  const cause = AppError.from(error);
  const why = primaryCode(error) === full ? "its disk is full" : cause.message;
  return new AppError("LOG_WRITE_FAILED", `the event log ${file} was not written, nothing of it: ${why}`, { cause });
}
