import { errorSpec } from "@quorate/shared/error-catalogue";
import type { DoctorCheck } from "../engine/judge-answer.ts";
import { exitCode } from "./command-line.ts";

/** Exit code of what checks: 0 without errors, 69 when nothing is known to be wrong but that hosts do not answer, else 1. */
export function checkVerdict(checks: readonly Pick<DoctorCheck, "id" | "severity">[]): number {
  const errors = checks.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return exitCode.done;
  return errors.every(({ id }) => id === "AGENT") ? errorSpec("HOST_UNREACHABLE").exit : exitCode.failed;
}
