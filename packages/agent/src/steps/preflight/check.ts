import type { CheckId } from "@quorate/shared/check-catalogue";
import type { StepInput } from "@quorate/shared/step/contract";
import type { CheckResult } from "@quorate/shared/step/preflight";
import type { StepContext } from "../handler.ts";

export type PreflightInput = StepInput<"preflight.host">;
/** Looks at one side of a host. Finds something bad by its result, and rejects only when it cannot look. */
export type Check = (input: PreflightInput, ctx: StepContext) => Promise<readonly CheckResult[]>;

/** The contract's longest text. */
const maxText = 1024;

export function passed(id: CheckId, detail: string): CheckResult {
  return { id, severity: "ok", detail: detail.slice(0, maxText), fix: "" };
}

export function warning(id: CheckId, detail: string, fix: string): CheckResult {
  return { id, severity: "warning", detail: detail.slice(0, maxText), fix: fix.slice(0, maxText) };
}

export function failed(id: CheckId, detail: string, fix: string): CheckResult {
  return { id, severity: "error", detail: detail.slice(0, maxText), fix: fix.slice(0, maxText) };
}

/** A line that is in every file that a step of ours renders whole. */
export const managedLine = "# managed by quorate";
/** Written when a member of ours is configured; its presence says that the etcd of this host is ours. */
export const generationFile = "/etc/quorate/etcd-generation.json";
