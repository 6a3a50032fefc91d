import { AppError } from "@quorate/shared/errors";

export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Runs file work; whatever goes wrong rejects FILE_ACCESS_FAILED with the verb and the path. */
export async function named<T>(verb: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileTrouble(verb, path, error);
  }
}

/** FILE_ACCESS_FAILED in plain words; what is an AppError already stays as it is. */
export function fileTrouble(verb: string, path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  return new AppError("FILE_ACCESS_FAILED", `cannot ${verb} ${path}: ${explanations[code] ?? code}`, { cause });
}

/** As named, and "there is no such path" is undefined. */
export async function namedOrAbsent<T>(verb: string, path: string, work: () => Promise<T>): Promise<T | undefined> {
  return named(verb, path, async () => {
    try {
      return await work();
    } catch (error) {
      if (isErrno(error, "ENOENT", "ENOTDIR")) return undefined;
      throw error;
    }
  });
}

const explanations: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted (is it immutable, or kept from this agent?)",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EISDIR: "it is a directory",
  ENOENT: "it does not exist",
  ENOTDIR: "a part of the path is no directory",
  ELOOP: "a symbolic link is in the way",
  EXDEV: "it is on another file system",
  EBUSY: "it is a mount point or in use",
  ENOTEMPTY: "the directory is not empty",
  EINVAL: "the value is refused",
};
