import type { ErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import type { CheckResult } from "@quorate/shared/step/preflight";

/** Errors whose id, or its part before the number, the operator excepted are shown and stop nothing. */
export function withIgnored(checks: readonly CheckResult[], ignore: readonly string[]): readonly CheckResult[] {
  return checks.map((check) => {
    const excepted = ignore.includes(check.id) || ignore.includes(check.id.replace(/-\d+$/, ""));
    return check.severity === "error" && excepted ? { ...check, severity: "ignored" } : check;
  });
}

/** Throws when an error is left. A cause that has a code of its own gets it when it is the only one. */
export function refuseErrors(checks: readonly CheckResult[]): void {
  const errors = checks.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (!first) return;
  const lines = errors.map(({ id, detail, fix }) => `${id}: ${detail} (${fix})`);
  throw new AppError(codeOf(errors), errors.map(({ id, detail }) => `${id}: ${detail}`).join("; "), {
    hint: first.fix,
    evidence: lines,
  });
}

function codeOf(errors: readonly CheckResult[]): ErrorCode {
  if (errors.every(({ id }) => id.startsWith("PORT-"))) return "PORT_TAKEN";
  return errors.every(({ id }) => id === "VIP-FREE") ? "VIP_TAKEN" : "PREFLIGHT_FAILED";
}
