import { type Plan, planSteps, type Step } from "@quorate/shared/plan";
import { stepHandlers } from "../../packages/agent/src/runner/handlers.ts";
import { seededRandom } from "../sim/random.ts";
import { type Point, points } from "./failpoints.ts";

/** One death of one agent. */
export interface CrashPoint {
  readonly host: string;
  readonly step: string;
  readonly point: Point;
}

/** What touches etcd, the virtual IP or Kubernetes. */
const concerned = /^(?:etcd|haproxy|keepalived|vip|kubeadm|kubelet|kubernetes)[.-]/;

export function concerns(kind: string): boolean {
  return concerned.test(kind);
}

/** Every point of every such step of the plan; a step that only looks is never in the middle of a change. */
export function crashPoints(plan: Plan): readonly CrashPoint[] {
  return planSteps(plan)
    .filter(({ kind }) => concerns(kind))
    .flatMap((step) => pointsOf(step).map((point) => ({ host: step.host, step: step.id, point })));
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
