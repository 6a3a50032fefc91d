import type { ClusterSpec } from "./cluster-spec.ts";
import { judgeSpec } from "./judge-spec.ts";
import { type Finding, problemText, specInvalid } from "./problem.ts";
import type { SpecFiles } from "./spec-files.ts";
import { openDocument } from "./yaml/open-document.ts";

export interface ParsedSpec {
  readonly spec: ClusterSpec;
  /** Doubtful, not wrong: `cluster.yaml:12:7 spec.etcd.version: …`, in the order of the checks. */
  readonly warnings: readonly string[];
}

/** cluster.yaml to the effective spec. `name` stands in front of every place. Throws SPEC_INVALID with every problem found. */
export function parseSpec(text: string, name: string, files: SpecFiles = {}): ClusterSpec {
  return parseSpecWithWarnings(text, name, files).spec;
}

/** As parseSpec, with what is doubtful beside it. */
export function parseSpecWithWarnings(text: string, name: string, files: SpecFiles = {}): ParsedSpec {
  const { data, locator, source } = openDocument(text, name);
  const { spec, errors, warnings } = judgeSpec(data, files);
  const located = (finding: Finding) => locator.locate(finding);
  if (errors.length > 0) throw specInvalid(name, errors.map(located), source);
  return { spec, warnings: warnings.map((finding) => problemText(name, located(finding))) };
}
