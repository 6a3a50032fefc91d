import type { DoctorCheck } from "../../packages/coordinator/src/engine/judge-answer.ts";
import type { Site } from "./site.ts";

interface Diagnosis {
  readonly code: number;
  readonly checks: readonly DoctorCheck[];
}

/** `spec` is a file that the site wrote. */
export async function doctor(site: Site, spec: string, ...options: readonly string[]): Promise<Diagnosis> {
  const { code, stdout } = await site.cli(["doctor", ...options, "-f", spec, "-o", "json"], { check: false });
  return { code, checks: JSON.parse(stdout).checks };
}

export const audit = (site: Site, spec: string): Promise<Diagnosis> => doctor(site, spec, "--audit");
