import { lastLines } from "../../host/run-program.ts";
import type { Kubectl } from "./kubectl.ts";
import { type ContainerStatus, eventObject, listOf, type PodObject } from "./objects.ts";

const shownPods = 4;
const shownEvents = 3;
const logLines = 5;

/** Why a pod is not Ready, in one line; undefined when it is, or has done its work. */
function podTrouble({ status }: PodObject): string | undefined {
  const ready = status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
  return ready || status.phase === "Succeeded" ? undefined : whyNot(status);
}

/**
 * Why a control-plane pod does not run; undefined while its containers do. Ready is not asked for: a kubelet notices a passed
 * startup probe as late as its next full look at the pod, up to 90 s after the component serves (measured with 1.20.2).
 * That the components do their work is shown by what they answer and by the leases they hold.
 */
export function staticPodTrouble({ status }: PodObject): string | undefined {
  const { phase, containerStatuses } = status;
  const running = containerStatuses.length > 0 && containerStatuses.every(({ state }) => state.running !== undefined);
  return phase === "Running" && running ? undefined : whyNot(status);
}

/** As podTrouble, with the pod's name and host. */
export function podProblem(pod: PodObject): string | undefined {
  const trouble = podTrouble(pod);
  const where = pod.spec.nodeName === undefined ? "" : ` on ${pod.spec.nodeName}`;
  return trouble === undefined ? undefined : `pod ${pod.metadata.name}${where}: ${trouble}`;
}

function whyNot({
  initContainerStatuses,
  containerStatuses,
  conditions,
  phase,
  reason,
  message,
}: PodObject["status"]): string {
  const stuck = [...initContainerStatuses, ...containerStatuses]
    .map(containerProblem)
    .find((text) => text !== undefined);
  if (stuck !== undefined) return stuck;
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  if (unscheduled) return `${unscheduled.reason ?? "not scheduled"}: ${unscheduled.message ?? ""}`;
  if (reason !== undefined) return `${reason}: ${message ?? ""}`;
  return phase === "Running" ? "runs and is not Ready" : phase;
}

/** A kubelet that has just begun gives these reasons, which explain nothing. */
const beginning = ["ContainerCreating", "PodInitializing"];

function containerProblem({ name, image, state, restartCount }: ContainerStatus): string | undefined {
  if (state.waiting && !beginning.includes(state.waiting.reason)) {
    const { reason, message } = state.waiting;
    return `${reason} (container ${name}, image ${image}${message === undefined ? "" : `: ${message.slice(0, 200)}`})`;
  }
  if (state.terminated && state.terminated.exitCode !== 0) {
    const { reason, exitCode } = state.terminated;
    return `${reason ?? "ended"} (container ${name}, image ${image}: exit ${exitCode}, ${restartCount} restarts)`;
  }
  return undefined;
}

interface Cure {
  readonly reasons: RegExp;
  readonly hint: string;
}

/** Reasons of the kubelet's (pkg/kubelet/images, pkg/kubelet/container) and of the scheduler's. */
const cures: readonly Cure[] = [
  {
    reasons: /ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName|RegistryUnavailable/,
    hint: "make the image available to the host that the message names (spec.kubernetes.images, or a mirror), then run `coordinator bootstrap` again",
  },
  {
    reasons: /CrashLoopBackOff|OOMKilled|RunContainerError|^.*: Error \(/,
    hint: "read the container's last lines in the evidence",
  },
  {
    reasons: /CreateContainerConfigError|CreateContainerError/,
    hint: "the pod names a ConfigMap, a Secret or a mount that is not there: see the evidence",
  },
  {
    reasons: /Unschedulable|FailedScheduling/,
    hint: "no node takes the pod: compare its tolerations and requests with the nodes' taints and sizes",
  },
];

/** What usually helps against these problems; undefined when none is known. */
export function podHint(problems: readonly string[]): string | undefined {
  return cures.find(({ reasons }) => problems.some((problem) => reasons.test(problem)))?.hint;
}

/** Of pods that are not Ready: the reason, the last warnings about them, the last lines of a container that ended. At most four pods. */
export async function podEvidence(kubectl: Kubectl, pods: readonly PodObject[]): Promise<readonly string[]> {
  const bad = pods.filter((pod) => podProblem(pod) !== undefined).slice(0, shownPods);
  const found = await Promise.all(bad.map((pod) => onePod(kubectl, pod)));
  return found.flat();
}

async function onePod(kubectl: Kubectl, pod: PodObject): Promise<readonly string[]> {
  const { name, namespace = "default" } = pod.metadata;
  const [events, logs] = await Promise.all([warnings(kubectl, namespace, "Pod", name), lastWords(kubectl, pod)]);
  return [podProblem(pod) ?? name, ...events.map((event) => `  ${event}`), ...logs.map((line) => `  ${line}`)];
}

/** The last warnings about one object, oldest first; none when the server does not tell. */
export async function warnings(
  kubectl: Kubectl,
  namespace: string,
  kind: string,
  name: string,
): Promise<readonly string[]> {
  const about = `--field-selector=involvedObject.kind=${kind},involvedObject.name=${name},type=Warning`;
  const { items } = await orElse({ items: [] }, () =>
    kubectl.get(["events", `--namespace=${namespace}`, about], listOf(eventObject)),
  );
  const time = ({ lastTimestamp }: (typeof items)[number]): string => lastTimestamp ?? "";
  const sorted = items.toSorted((a, b) => time(a).localeCompare(time(b)));
  return sorted.slice(-shownEvents).map(({ reason, message }) => `${reason}: ${message.slice(0, 300)}`);
}

async function lastWords(kubectl: Kubectl, { metadata, status }: PodObject): Promise<readonly string[]> {
  const dead = [...status.initContainerStatuses, ...status.containerStatuses].find(
    ({ ready, restartCount, state }) => !ready && (restartCount > 0 || state.terminated !== undefined),
  );
  if (!dead) return [];
  const { name, namespace = "default" } = metadata;
  const which = [`--namespace=${namespace}`, `--container=${dead.name}`, `--tail=${logLines}`];
  const again = dead.state.waiting && dead.restartCount > 0 ? ["--previous"] : [];
  return lastLines(await orElse("", () => kubectl.run(["logs", ...which, ...again, "--", name])), logLines);
}

/** Evidence that cannot be had is no reason to hide what is known. */
async function orElse<T>(instead: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch {
    return instead;
  }
}
