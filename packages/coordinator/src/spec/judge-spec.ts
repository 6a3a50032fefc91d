import { z } from "zod";
import { allChecks } from "./checks/all-checks.ts";
import type { ClusterSpec } from "./cluster-spec.ts";
import { completeSpec } from "./complete-spec.ts";
import { layersOf } from "./layers.ts";
import { type Finding, isMapData } from "./problem.ts";
import type { ReadFile } from "./repository-keys.ts";
import {
  type CompleteFile,
  completeFile,
  completeSections,
  type SectionName,
  sectionNames,
} from "./schema/cluster-file.ts";
import { findingsOf } from "./schema/issue-findings.ts";

type Data = Readonly<Record<string, unknown>>;
type Sections = CompleteFile["spec"];

export interface Judgement {
  /** Of use only while there are no errors. */
  readonly spec: ClusterSpec;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** The data of a spec file against the schema, with profile and defaults under it, then against every check across fields. */
export function judgeSpec(data: Data, readFile: ReadFile | undefined): Judgement {
  const written = data["spec"];
  const { profile, merged } = layersOf(isMapData(written) ? written : {});
  const result = completeFile.safeParse(isMapData(written) ? { ...data, spec: merged } : data);
  const errors = result.success ? [] : findingsOf(result.error.issues);
  const broken = brokenSections(errors);
  const sections = result.success ? result.data.spec : standIn(merged, profile, broken);
  const name = result.success ? result.data.metadata.name : "";
  const spec = completeSpec(name, profile, sections, readFile, errors);
  const warnings: Finding[] = [];
  for (const { severity, needs, run } of allChecks) {
    if (needs.some((section) => broken.has(section))) continue;
    (severity === "error" ? errors : warnings).push(...run(spec));
  }
  return { spec, errors, warnings };
}

function brokenSections(errors: readonly Finding[]): ReadonlySet<SectionName> {
  const whole = errors.some(({ path }) => path.length === 1 && path[0] === "spec");
  return new Set(
    sectionNames.filter((section) => whole || errors.some(({ path }) => path[0] === "spec" && path[1] === section)),
  );
}

/** Sound sections as they are, and harmless values for broken ones: so one typing error does not hide what else is wrong. */
function standIn(merged: Data, profile: string, broken: ReadonlySet<SectionName>): Sections {
  const base = layersOf({ profile, hosts: [], endpoint: { vip: "192.0.2.1", port: 1, virtualRouterId: 1 } }).merged;
  const mixed = sectionNames.map((section) => [section, (broken.has(section) ? base : merged)[section]]);
  return z.object(completeSections).parse(Object.fromEntries(mixed));
}
