import { allChecks } from "./checks/all-checks.ts";
import type { Wrote } from "./checks/check.ts";
import type { ClusterSpec } from "./cluster-spec.ts";
import { completeSpec } from "./complete-spec.ts";
import { type Finding, isMapData } from "./problem.ts";
import { readSections } from "./read-sections.ts";
import type { SpecFiles } from "./spec-files.ts";

export interface Judgement {
  /** Of use only while there are no errors. */
  readonly spec: ClusterSpec;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** The data of a spec file against the schema, then against every check across fields whose sections are sound. */
export function judgeSpec(data: Readonly<Record<string, unknown>>, files: SpecFiles): Judgement {
  const { name, profile, sections, broken, findings } = readSections(data);
  const errors = [...findings];
  const warnings: Finding[] = [];
  const spec = completeSpec(name, profile, sections, files, errors);
  const written = data["spec"];
  const wrote: Wrote = (section, field) => {
    const fields = isMapData(written) ? written[section] : undefined;
    return isMapData(fields) && Object.hasOwn(fields, field);
  };
  for (const { severity, needs, run } of allChecks) {
    if (needs.some((section) => broken.has(section))) continue;
    (severity === "error" ? errors : warnings).push(...run(spec, wrote));
  }
  return { spec, errors, warnings };
}
