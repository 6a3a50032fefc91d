import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import { stepHandlers } from "../../packages/agent/src/runner/handlers.ts";
import { seededRandom } from "../sim/random.ts";
import { type CoordinatorPoint, coordinatorPoints } from "./coordinator-failpoints.ts";
import { type Point, points } from "./failpoints.ts";

/** One death of one agent, or of the coordinator. */
export type CrashPoint =
  | { readonly side: "agent"; readonly host: string; readonly step: string; readonly point: Point }
  | { readonly side: "coordinator"; readonly step: string; readonly point: CoordinatorPoint };

/** What touches etcd, the virtual IP or Kubernetes. */
const concerned = /^(?:etcd|haproxy|keepalived|vip|kubeadm|kubelet|kubernetes)[.-]/;

export function concerns(kind: string): boolean {
  return concerned.test(kind);
}

/** Every point of an agent at every such step of the plan; a step that only looks is never in the middle of a change. */
export function agentCrashes(plan: Plan): readonly CrashPoint[] {
  return planSteps(plan)
    .filter(({ kind }) => concerns(kind))
    .flatMap((step) => pointsOf(step).map((point) => ({ side: "agent", host: step.host, step: step.id, point })));
}

/** Every point of the coordinator at these steps; the drills may be left out of the run that follows. */
export function coordinatorCrashes(plan: Plan): readonly CrashPoint[] {
  return planSteps(plan)
    .filter(({ id, kind }) => concerns(kind) && !id.startsWith("drills/"))
    .flatMap(({ id }) => coordinatorPoints.map((point) => ({ side: "coordinator", step: id, point }) as const));
}

function pointsOf({ kind }: Step): readonly Point[] {
  const handler = stepHandlers[kind];
  const onlyLooks = handler.type === "check" || (handler.type === "barrier" && handler.readOnly);
  return points.filter((point) => !(onlyLooks && point === "mid-command"));
}

/** `count` of them, the same for the same seed. */
export function sample<T>(all: readonly T[], count: number, seed: number): readonly T[] {
  const random = seededRandom(seed);
  const left = [...all];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) taken.push(...left.splice(Math.floor(random() * left.length), 1));
  return taken;
}
