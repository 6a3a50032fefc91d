import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { parseSpec } from "../spec/parse-spec.ts";
import { carriedFiles } from "../spec/spec-files.ts";

export interface SpecText {
  readonly text: string;
  /** The name it goes by in messages: cluster.yaml. */
  readonly name: string;
  /** Files that the spec names, by the path it names them with. */
  readonly files: Readonly<Record<string, string>>;
}

/** The wish, with the checks that the operator excepts for this time. Throws SPEC_INVALID. */
export function readSpecText({ text, name, files }: SpecText, ignoreChecks: readonly string[] = []): ClusterSpec {
  const spec = parseSpec(text, name, carriedFiles(files));
  return { ...spec, preflight: { ...spec.preflight, ignore: [...spec.preflight.ignore, ...ignoreChecks] } };
}
