import { AppError } from "@quorate/shared/errors";
import type { Drift } from "@quorate/shared/step/outcome";
import { z } from "zod";
import type { StepContext } from "../handler.ts";
import type { Kubectl } from "./kubectl.ts";
import { type ManifestObject, shownObject } from "./manifest-objects.ts";
import { listOf, type PodObject, podObject } from "./objects.ts";
import { lookWithin } from "./patience.ts";
import { podEvidence, podHint, podProblem, warnings } from "./pod-problems.ts";

const count = z.int().default(0);
const workloadShape = z.object({
  kind: z.string(),
  metadata: z.object({ generation: count }),
  spec: z.object({
    replicas: z.int().default(1),
    selector: z.object({ matchLabels: z.record(z.string(), z.string()).default({}) }).default({ matchLabels: {} }),
    updateStrategy: z.object({ type: z.string().optional() }).default({}),
  }),
  status: z
    .object({
      observedGeneration: count,
      replicas: count,
      updatedReplicas: count,
      availableReplicas: count,
      desiredNumberScheduled: count,
      updatedNumberScheduled: count,
      numberAvailable: count,
    })
    .prefault({}),
});
type Workload = z.infer<typeof workloadShape>;

const pace = { firstPauseMs: 500, maxPauseMs: 4_000 };

/** Deployments and DaemonSets of a manifest. */
function workloadsOf(objects: readonly ManifestObject[]): readonly ManifestObject[] {
  return objects.filter(
    ({ kind, apiVersion }) => apiVersion === "apps/v1" && ["Deployment", "DaemonSet"].includes(kind),
  );
}

export async function rolloutDrift(kubectl: Kubectl, objects: readonly ManifestObject[]): Promise<readonly Drift[]> {
  const states = await Promise.all(workloadsOf(objects).map((object) => stateOf(kubectl, object)));
  return states.flatMap(({ object, problem }) =>
    problem === undefined ? [] : [{ what: `rollout of ${shownObject(object)}`, have: problem, want: "done" }],
  );
}

/** Waits until all are rolled out. Rejects KUBERNETES_NOT_READY with the first that is not, and why its pods do not run. */
export async function waitForRollout(
  ctx: StepContext,
  kubectl: Kubectl,
  objects: readonly ManifestObject[],
  limitMs: number,
): Promise<void> {
  let pending: readonly RolloutState[] = [];
  let told = "";
  const done = await lookWithin(ctx, limitMs, pace, async () => {
    const states = await Promise.all(workloadsOf(objects).map((object) => stateOf(kubectl, object)));
    pending = states.filter(({ problem }) => problem !== undefined);
    const text = await waitingFor(kubectl, pending);
    if (text !== told) ctx.output(text);
    told = text;
    return pending.length === 0 ? true : undefined;
  });
  const [late] = pending;
  if (done === undefined && late) throw await notRolledOut(kubectl, late, limitMs);
}

async function waitingFor(kubectl: Kubectl, pending: readonly RolloutState[]): Promise<string> {
  const [first] = pending;
  if (!first) return "rolled out";
  const [pod] = (await podsOf(kubectl, first)).flatMap((each) => podProblem(each) ?? []);
  return `waiting for ${shownObject(first.object)}: ${first.problem}${pod === undefined ? "" : `; ${pod}`}`;
}

interface RolloutState {
  readonly object: ManifestObject;
  readonly workload: Workload | undefined;
  /** Undefined when it is rolled out. */
  readonly problem: string | undefined;
}

async function stateOf(kubectl: Kubectl, object: ManifestObject): Promise<RolloutState> {
  const { kind, name, namespace = "default" } = object;
  const workload = await kubectl.find([kind.toLowerCase(), `--namespace=${namespace}`, "--", name], workloadShape);
  return { object, workload, problem: workload ? rolloutProblem(workload) : "absent" };
}

/** The conditions of `kubectl rollout status` (kubectl/pkg/polymorphichelpers/rollout_status.go). */
function rolloutProblem({ kind, metadata, spec, status }: Workload): string | undefined {
  // Nobody but its owner replaces these pods.
  if (spec.updateStrategy.type === "OnDelete") return undefined;
  if (status.observedGeneration < metadata.generation) return "not seen by its controller yet";
  const [wanted, updated, available] =
    kind === "DaemonSet"
      ? [status.desiredNumberScheduled, status.updatedNumberScheduled, status.numberAvailable]
      : [spec.replicas, status.updatedReplicas, status.availableReplicas];
  if (updated < wanted) return `${updated} of ${wanted} pods updated`;
  if (kind !== "DaemonSet" && status.replicas > updated) return `${status.replicas - updated} old pods still there`;
  return available < wanted ? `${available} of ${wanted} pods available` : undefined;
}

async function podsOf(kubectl: Kubectl, { object, workload }: RolloutState): Promise<readonly PodObject[]> {
  const labels = Object.entries(workload?.spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  if (labels.length === 0) return [];
  const where = [`--namespace=${object.namespace ?? "default"}`, `--selector=${labels.join(",")}`];
  return (await kubectl.get(["pods", ...where], listOf(podObject))).items;
}

async function notRolledOut(kubectl: Kubectl, late: RolloutState, limitMs: number): Promise<AppError> {
  const { kind, name, namespace = "default" } = late.object;
  const pods = await podsOf(kubectl, late);
  const problems = pods.flatMap((pod) => podProblem(pod) ?? []);
  const about = await warnings(kubectl, namespace, kind, name);
  const why = problems[0] ?? about.at(-1);
  const hint = podHint(problems);
  return new AppError(
    "KUBERNETES_NOT_READY",
    `${shownObject(late.object)} is not rolled out after ${limitMs / 1_000} s: ${late.problem}${why === undefined ? "" : `; ${why}`}`,
    { ...(hint === undefined ? {} : { hint }), evidence: [...about, ...(await podEvidence(kubectl, pods))] },
  );
}
