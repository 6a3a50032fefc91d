import type { Assertion } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";
import { failure } from "./failure.ts";
import type { StepRecord } from "./run-state.ts";

/** Judges a statement about several steps' outputs; undefined when it holds. */
export function judge(assertion: Assertion, records: readonly StepRecord[]): Failure | undefined {
  const values = records.map((record) => ({ host: record.step.host, value: fieldOf(record.output, assertion.field) }));
  const holds =
    assertion.rule === "exactly-one"
      ? values.filter(({ value }) => value === true).length === 1
      : new Set(values.map(({ value }) => JSON.stringify(value))).size === 1;
  if (holds) return undefined;
  const seen = values.map(({ host, value }) => `${host}: ${assertion.field} = ${JSON.stringify(value)}`);
  return failure(assertion.failure, `it does not hold that ${assertion.title} (${seen.join(", ")})`, {
    evidence: seen,
  });
}

function fieldOf(output: unknown, field: string): unknown {
  return typeof output === "object" && output !== null ? Reflect.get(output, field) : undefined;
}
