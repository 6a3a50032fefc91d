import { AppError } from "@quorate/shared/errors";
import type { Plan } from "@quorate/shared/plan";
import { readSavedPlan, type SavedPlan } from "../engine/saved-plan.ts";
import { planWords } from "../report/words/status-words.ts";
import { note, type Surroundings } from "./surroundings.ts";
import { lookCommandWords } from "./words/look-command-words.ts";

/** Writes what `bootstrap --plan` asks for. The note goes to standard error: with -o json, standard output is the plan. */
export function savePlan(path: string, { cluster }: Plan, saved: SavedPlan, around: Surroundings): void {
  const savedAt = new Date(around.clock.wallMs()).toISOString();
  const document = { apiVersion: "quorate.dev/v1alpha1", kind: "SavedPlan", cluster, savedAt, ...saved };
  around.writePrivateFile(path, `${JSON.stringify(document, null, 2)}\n`);
  note(around, [planWords[around.environment.language].saved(saved.hash.slice(0, 8), path)]);
}

/** Throws USAGE when there is no such file, or when it is something else. */
export function savedPlanFrom(path: string, around: Surroundings): SavedPlan {
  return readSavedPlan(textOf(path, around));
}

function textOf(path: string, around: Surroundings): string {
  try {
    return around.readFile(path);
  } catch (cause) {
    throw unreadable(path, cause, around);
  }
}

function unreadable(path: string, cause: unknown, { environment }: Surroundings): AppError {
  const words = lookCommandWords[environment.language];
  return new AppError("USAGE", words.cannotRead(path, ""), {
    cause,
    hint: words.planWriter,
  });
}
