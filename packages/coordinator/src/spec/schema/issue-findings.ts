import type { z } from "zod";
import type { Finding } from "../problem.ts";

/** The schema's issues as findings: one for each unknown key, since each has its own place. */
export function findingsOf(issues: readonly z.core.$ZodIssue[]): Finding[] {
  return issues.flatMap((issue): Finding[] => {
    const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    if (issue.code === "unrecognized_keys") {
      // section() writes one line for each key, in the order of `keys`.
      const messages = issue.message.split("\n");
      return issue.keys.map((key, index) => ({ path: [...path, key], message: messages[index] ?? "", atKey: true }));
    }
    if (issue.code === "invalid_key") {
      return [{ path, message: issue.issues[0]?.message ?? issue.message, atKey: true }];
    }
    return [{ path, message: issue.message }];
  });
}
