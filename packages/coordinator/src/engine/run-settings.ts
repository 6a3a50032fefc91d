import type { RunId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import type { FoldedRun } from "../journal/folded-run.ts";
import type { GrantingSettings } from "./granting.ts";

/** What a run is and where it begins. */
export interface RunSettings extends GrantingSettings {
  readonly plan: Plan;
  readonly run: RunId;
  readonly epoch: bigint;
  /** The run as the log has it, when it goes on, and how long ago it began, milliseconds. */
  readonly from?: { readonly run: FoldedRun; readonly ranMs: number };
}
