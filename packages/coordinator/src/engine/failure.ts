import { type ErrorCode, errorSpec } from "@quorate/shared/error-catalogue";
import type { Failure } from "@quorate/shared/step/outcome";

export function failure(
  code: ErrorCode,
  message: string,
  options: { hint?: string; evidence?: readonly string[] } = {},
): Failure {
  return { code, message, hint: options.hint ?? errorSpec(code).hint, evidence: options.evidence ?? [] };
}
