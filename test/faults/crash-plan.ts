import { type Plan, planSteps } from "@quorate/shared/plan";
import { stepHandlers } from "../../packages/agent/src/runner/handlers.ts";
import { seededRandom } from "../sim/random.ts";
import { type CoordinatorPoint, coordinatorPoints } from "./coordinator-failpoints.ts";
import { changes, hasMiddle, type Point, points } from "./failpoints.ts";

/** One death of one agent, or of the coordinator. */
export type CrashPoint =
  | { readonly side: "agent"; readonly host: string; readonly step: string; readonly point: Point }
  | { readonly side: "coordinator"; readonly step: string; readonly point: CoordinatorPoint };

/** What touches etcd, the virtual IP or Kubernetes. */
const concerned = /^(?:etcd|haproxy|keepalived|vip|kubeadm|kubelet|kubernetes)[.-]/;

export function concerns(kind: string): boolean {
  return concerned.test(kind);
}

/**
 * Every point of an agent at every such step of the plan. A step that only looks is never in the middle of a change, and neither is one that
 * finds nothing to change on bare hosts: those are named by `idle`, as the run without crashes had them.
 */
export function agentCrashes(plan: Plan, idle: ReadonlySet<string> = new Set()): readonly CrashPoint[] {
  return planSteps(plan)
    .filter(({ kind }) => concerns(kind))
    .flatMap((step) =>
      points
        .filter(
          (point) => point !== "mid-command" || (hasMiddle(step.kind) && !(changes(step.kind) && idle.has(step.id))),
        )
        .map((point) => ({ side: "agent", host: step.host, step: step.id, point })),
    );
}

/** What concerns and is in none of the plans: of a reset, or of another way to install. */
export function absentKinds(...plans: readonly Plan[]): readonly string[] {
  const present = new Set<string>(plans.flatMap(planSteps).map(({ kind }) => kind));
  return Object.keys(stepHandlers).filter((kind) => concerns(kind) && !present.has(kind));
}

/** Every point of the coordinator at these steps. */
export function coordinatorCrashes(plan: Plan): readonly CrashPoint[] {
  return planSteps(plan)
    .filter(({ kind }) => concerns(kind))
    .flatMap(({ id }) => coordinatorPoints.map((point) => ({ side: "coordinator", step: id, point }) as const));
}

/** `count` of them, the same for the same seed. */
export function sample<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  const left = [...all];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
}
