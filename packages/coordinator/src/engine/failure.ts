import { type ErrorCode, errorSpec } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import type { Failure } from "@quorate/shared/step/outcome";

export function failure(
  code: ErrorCode,
  message: string,
  options: { hint?: string; evidence?: readonly string[] } = {},
): Failure {
  return { code, message, hint: options.hint ?? errorSpec(code).hint, evidence: options.evidence ?? [] };
}

export function failureOf(error: unknown): Failure {
  const { code, message, hint, evidence } = AppError.from(error);
  return { code, message, hint, evidence };
}
