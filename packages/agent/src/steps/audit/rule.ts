import type { AuditId } from "@quorate/shared/check-catalogue";
import type { Seen } from "./seen.ts";

/** One defect. `find` is pure and gives what shows it, each in a few words and without secrets; nothing when all is well. */
export interface AuditRule {
  readonly id: AuditId;
  /** error: it breaks the cluster or opens it to others; warning: it will when something else goes wrong. */
  readonly severity: "error" | "warning";
  readonly find: (seen: Seen) => readonly string[];
}
