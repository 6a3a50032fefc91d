import { type CheckResult, preflightHost } from "@quorate/shared/step/preflight";
import type { RunProgress } from "./run-progress.ts";

/** A check that was not simply good: a warning, or an error that the operator excepted. */
export interface Notice {
  /** "*" for a check between the hosts. */
  readonly host: string;
  readonly check: CheckResult;
}

export function noticesOf(progress: RunProgress): readonly Notice[] {
  const between = progress.checks.map((check) => ({ host: "*", check }));
  const onHosts = [...progress.steps.values()].flatMap(({ step, output }) =>
    step.kind === "preflight.host" || step.kind === "preflight.network"
      ? checksOf(output).map((check) => ({ host: step.host, check }))
      : [],
  );
  return [...between, ...onHosts].filter(({ check }) => check.severity === "warning" || check.severity === "ignored");
}

function checksOf(output: unknown): readonly CheckResult[] {
  const checks = typeof output === "object" && output !== null ? Reflect.get(output, "checks") : undefined;
  // The event log may be of an older version: what cannot be read is not shown, and nothing else suffers.
  const parsed = preflightHost.output.safeParse({ checks });
  return parsed.success ? parsed.data.checks : [];
}
