import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import type { FoldedRun } from "../journal/folded-run.ts";

const savedPlan = z.object({
  /** Of the plan. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  specHash: z.string().max(128),
  /** The etcd cluster token that the plan was made with: another one makes another plan. */
  freshToken: z.string().regex(/^[a-z0-9][a-z0-9-]{7,100}$/),
  /** Which bundle; absent: none. */
  bundle: z.string().max(64).optional(),
  /** Name of its last phase; absent: all of them. */
  until: z.string().max(64).optional(),
});

/** A plan that somebody looked at, by what makes it again: the same spec, the same facts and this. */
export interface SavedPlan {
  readonly hash: string;
  readonly specHash: string;
  readonly freshToken: string;
  readonly bundle?: string | undefined;
  readonly until?: string | undefined;
}

/** How much of a bootstrap, and whether only what was looked at before. */
export interface BootstrapLimits {
  /** Name of the last phase. */
  readonly until?: string;
  readonly saved?: SavedPlan;
}

/** Throws USAGE for what `plan --out` did not write. */
export function readSavedPlan(json: string): SavedPlan {
  try {
    return savedPlan.parse(JSON.parse(json));
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): AppError {
  const hint = "it must be a file that `coordinator plan --out FILE` wrote";
  return new AppError("USAGE", "the saved plan cannot be read", { cause, hint });
}

/** Throws PLAN_STALE when what would be done now is not what was looked at; says whether spec, bundle or hosts have moved. */
export function refuseStale(saved: SavedPlan, now: SavedPlan): void {
  if (saved.hash === now.hash) return;
  const [then, today] = [saved.hash.slice(0, 8), now.hash.slice(0, 8)];
  throw new AppError("PLAN_STALE", `${whatMoved(saved, now)} since plan ${then} was saved: the plan is ${today} now`);
}

function whatMoved(saved: SavedPlan, now: SavedPlan): string {
  if (saved.specHash !== now.specHash) return "the spec has changed";
  return saved.bundle === now.bundle ? "a host is no longer what it was" : "the coordinator's bundle is another one";
}

/** A plan names the token of the etcd cluster that it makes, and a token is used once. Throws PLAN_STALE. */
export function refuseUsed({ hash }: SavedPlan, runs: Iterable<Pick<FoldedRun, "run" | "plan">>): void {
  const used = [...runs].find(({ plan }) => plan.hash === hash);
  if (!used) return;
  throw new AppError("PLAN_STALE", `plan ${hash.slice(0, 8)} was carried out already, by run ${used.run}`);
}
