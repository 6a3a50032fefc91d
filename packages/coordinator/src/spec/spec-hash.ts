import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import type { ClusterSpec } from "./cluster-spec.ts";

/** sha256 of the effective spec, hexadecimal: comments, order and spelling of the file do not matter, values do. */
export function specHash(spec: ClusterSpec): string {
  return createHash("sha256").update(canonicalJson(spec)).digest("hex");
}
