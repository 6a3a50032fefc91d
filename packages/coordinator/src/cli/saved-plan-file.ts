import { AppError } from "@quorate/shared/errors";
import type { Plan } from "@quorate/shared/plan";
import { readSavedPlan, type SavedPlan } from "../engine/saved-plan.ts";
import { note, type Surroundings } from "./surroundings.ts";

/** Writes what `bootstrap --plan` asks for. The note goes to standard error: with -o json, standard output is the plan. */
export function savePlan(path: string, { cluster }: Plan, saved: SavedPlan, around: Surroundings): void {
  const savedAt = new Date(around.clock.wallMs()).toISOString();
  const document = { apiVersion: "quorate.dev/v1alpha1", kind: "SavedPlan", cluster, savedAt, ...saved };
  around.writePrivateFile(path, `${JSON.stringify(document, null, 2)}\n`);
  const next = `To carry it out: coordinator bootstrap -f FILE --plan ${path}`;
  note(around, [`Saved plan ${saved.hash.slice(0, 8)} in ${path}. ${next}`]);
}

/** Throws USAGE when there is no such file, or when it is something else. */
export function savedPlanFrom(path: string, around: Surroundings): SavedPlan {
  return readSavedPlan(textOf(path, around));
}

function textOf(path: string, around: Surroundings): string {
  try {
    return around.readFile(path);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError("USAGE", `cannot read ${path}`, {
    cause,
    hint: "coordinator plan -f cluster.yaml --out FILE writes one",
  });
}
