import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import type { SectionName } from "../schema/sections.ts";

/** Whether the file itself says something about a field: a profile's value is nobody's wish. */
export type Wrote = (section: SectionName, field: string) => boolean;

/** Something that no single field can know. `error` refuses the spec, `warning` is shown and passes. */
export interface Check {
  readonly severity: "error" | "warning";
  /** Sections it reads; it is left out while one of them is broken, since its answer would be a guess. */
  readonly needs: readonly SectionName[];
  readonly run: (spec: ClusterSpec, wrote: Wrote) => readonly Finding[];
}

export function finding(message: string, ...path: Finding["path"]): Finding {
  return { path: ["spec", ...path], message };
}
