import { AppError } from "@quorate/shared/errors";

/** Why an image is not there. */
export interface ImageProblem {
  readonly image: string;
  readonly reason: string;
  /** mismatch: the archive is another one than the spec's. archive: it cannot be read, or holds something else. */
  readonly kind: "mismatch" | "archive" | "pull";
}

/** One error that names every image. */
export function imagesMissing(found: readonly ImageProblem[]): AppError {
  const problems = [...found].sort((a, b) => a.image.localeCompare(b.image));
  const evidence = problems.map(({ image, reason }) => `${image}: ${reason}`.slice(0, 500));
  const mismatches = problems.filter(({ kind }) => kind === "mismatch");
  if (mismatches.length > 0) return new AppError("DOWNLOAD_MISMATCH", shown(mismatches), { evidence });
  const count = problems.length === 1 ? "an image is missing" : `${problems.length} images are missing`;
  const ofArchives = problems.every(({ kind }) => kind === "archive");
  return new AppError("IMAGE_MISSING", `${count}: ${shown(problems)}`, {
    evidence,
    ...(ofArchives ? { hint: "correct spec.kubernetes.images: image is the name inside the archive at url" } : {}),
  });
}

function shown(problems: readonly ImageProblem[]): string {
  return problems.map(({ image, reason }) => `${image}: ${reason.slice(0, 200)}`).join("; ");
}
