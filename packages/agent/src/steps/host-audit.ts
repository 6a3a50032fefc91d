import { checkSpec } from "@quorate/shared/check-catalogue";
import { maskSecrets } from "@quorate/shared/secret-shapes";
import type { CheckResult } from "@quorate/shared/step/preflight";
import { auditRules } from "./audit/all-rules.ts";
import { lookAround } from "./audit/look-around.ts";
import type { AuditRule } from "./audit/rule.ts";
import type { Seen } from "./audit/seen.ts";
import type { CheckHandler } from "./handler.ts";
import { failed, warning } from "./preflight/check.ts";

/** Reads once what all rules ask for, then judges. A host that this product made gives no finding. */
export const hostAudit: CheckHandler<"host.audit"> = {
  type: "check",
  check: async (_input, ctx) => {
    const seen = await lookAround(ctx);
    return { checks: auditRules.flatMap((rule) => judge(rule, seen)) };
  },
};

function judge({ id, severity, find }: AuditRule, seen: Seen): readonly CheckResult[] {
  const evidence = find(seen);
  if (evidence.length === 0) return [];
  const found = severity === "error" ? failed : warning;
  // Rules name places and no values that are secret; a line of a file may hold one all the same.
  return [found(id, maskSecrets(evidence.join("; ")), checkSpec(id)?.fix ?? "")];
}
