import { z } from "zod";
import type { ProfileName } from "./cluster-spec.ts";
import { layersOf } from "./layers.ts";
import { type Finding, isMapData } from "./problem.ts";
import { type CompleteFile, completeFile } from "./schema/cluster-file.ts";
import { findingsOf } from "./schema/issue-findings.ts";
import { completeSections, type SectionName, sectionNames } from "./schema/sections.ts";

type Data = Readonly<Record<string, unknown>>;

export interface ReadSections {
  readonly name: string;
  readonly profile: ProfileName;
  readonly sections: CompleteFile["spec"];
  /** Sections that are harmless values in place of broken ones: so one typing error does not hide what else is wrong. */
  readonly broken: ReadonlySet<SectionName>;
  readonly findings: readonly Finding[];
}

/** The data of a spec file, with profile and defaults under it, against the schema. */
export function readSections(data: Data): ReadSections {
  const written = data["spec"];
  const { profile, merged } = layersOf(isMapData(written) ? written : {});
  const result = completeFile.safeParse(isMapData(written) ? { ...data, spec: merged } : data);
  if (result.success) {
    const { metadata, spec } = result.data;
    return { name: metadata.name, profile, sections: spec, broken: new Set(), findings: [] };
  }
  const findings = findingsOf(result.error.issues);
  const broken = brokenSections(findings);
  return { name: "", profile, sections: standIn(merged, profile, broken), broken, findings };
}

function brokenSections(findings: readonly Finding[]): ReadonlySet<SectionName> {
  const inSpec = findings.map(({ path }) => path).filter(([first]) => first === "spec");
  const whole = inSpec.some((path) => path.length === 1);
  return new Set(sectionNames.filter((section) => whole || inSpec.some(([, second]) => second === section)));
}

function standIn(merged: Data, profile: ProfileName, broken: ReadonlySet<SectionName>): CompleteFile["spec"] {
  const base = layersOf({ profile, hosts: [], endpoint: { vip: "192.0.2.1", port: 1, virtualRouterId: 1 } }).merged;
  const mixed = sectionNames.map((section) => [section, (broken.has(section) ? base : merged)[section]]);
  return z.object(completeSections).parse(Object.fromEntries(mixed));
}
