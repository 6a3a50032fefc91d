import type { ClusterSpec } from "./cluster-spec.ts";
import { judgeSpec } from "./judge-spec.ts";
import { type Finding, problemText, specInvalid } from "./problem.ts";
import type { ReadFile } from "./repository-keys.ts";
import { openDocument } from "./yaml/open-document.ts";

export interface ParseOptions {
  /** Reads a file that the spec names (publicKeyFile), relative to the spec. Without it such a file is a problem. */
  readonly readFile?: ReadFile;
}

export interface ParsedSpec {
  readonly spec: ClusterSpec;
  /** Doubtful, not wrong: `cluster.yaml:12:7 spec.etcd.version: …`, in the order of the checks. */
  readonly warnings: readonly string[];
}

/** cluster.yaml to the effective spec. `name` stands in front of every place. Throws SPEC_INVALID with every problem found. */
export function parseSpec(text: string, name: string, options: ParseOptions = {}): ClusterSpec {
  return parseSpecWithWarnings(text, name, options).spec;
}

/** As parseSpec, with what is doubtful beside it. */
export function parseSpecWithWarnings(text: string, name: string, options: ParseOptions = {}): ParsedSpec {
  const { data, locator, source } = openDocument(text, name);
  const { spec, errors, warnings } = judgeSpec(data, options.readFile);
  const located = (finding: Finding) => locator.locate(finding);
  if (errors.length > 0) throw specInvalid(name, errors.map(located), source);
  return { spec, warnings: warnings.map((finding) => problemText(name, located(finding))) };
}
