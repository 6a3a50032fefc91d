import { randomBytes } from "node:crypto";
import { runId } from "@quorate/shared/ids";
import { auditHosts, diagnose } from "./diagnose.ts";
import type { DoctorCheck } from "./judge-answer.ts";
import type { RunsPorts } from "./runs-ports.ts";
import { readSpecText, type SpecText } from "./spec-text.ts";

export interface DiagnosisWish {
  /** True: what was set up by hand and is wrong; false: all checks of a plan and of a cluster. */
  readonly audit: boolean;
  readonly ignoreChecks: readonly string[];
}

export type Diagnose = (spec: SpecText, wish: DiagnosisWish) => Promise<readonly DoctorCheck[]>;

/** What it gives rejects SPEC_INVALID only. */
export function openDiagnosis(ports: RunsPorts): Diagnose {
  return async (text, { audit, ignoreChecks }) => {
    const spec = readSpecText(text, ignoreChecks);
    const run = runId(`look-${randomBytes(4).toString("hex")}`);
    const all = { ...ports, secrets: await ports.openSecrets(), run };
    return await (audit ? auditHosts(spec, all) : diagnose(spec, all));
  };
}
