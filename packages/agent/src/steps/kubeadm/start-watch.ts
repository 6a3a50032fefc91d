import { AppError } from "@quorate/shared/errors";
import type { StepContext } from "../handler.ts";
import { findCause } from "../known-cause.ts";
import { componentDeaths } from "./component-causes.ts";
import { type ComponentState, componentStates, type KnownLogs } from "./component-logs.ts";
import type { KubeadmOutput } from "./kubeadm-output.ts";
import { KubeletWatch, kubeletCause } from "./kubelet-watch.ts";
import type { Redact } from "./redact.ts";

const pollMs = 2_000;
/** One end may be the last second of something that heals: etcd's first election, an old container that still holds the port. */
const exitsWithCause = 2;
/** The kubelet waits 10, 20, 40 s between attempts: the fourth end comes after about a minute. */
const exitsWithoutCause = 4;

export interface StartWatch {
  /** Name of the Node object: the end of a static pod's name. */
  readonly name: string;
  readonly output: KubeadmOutput;
  readonly redact: Redact;
  readonly before: KnownLogs;
}

/**
 * kubeadm waits minutes for a control plane that can never come up. This looks at what it waits for, and resolves with the
 * reason as soon as there is one; undefined when the signal aborts first.
 */
export async function watchStart(
  ctx: StepContext,
  watch: StartWatch,
  signal: AbortSignal,
): Promise<AppError | undefined> {
  const kubelet = new KubeletWatch(ctx, watch.name, watch.redact);
  try {
    for (;;) {
      const reason = watch.output.hopeless() ?? (await oneLook(ctx, watch, kubelet, signal));
      if (reason) return reason;
      await ctx.clock.sleep(pollMs, signal);
    }
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function oneLook(
  ctx: StepContext,
  watch: StartWatch,
  kubelet: KubeletWatch,
  signal: AbortSignal,
): Promise<AppError | undefined> {
  const { kubeletStartedMs } = watch.output;
  if (kubeletStartedMs === undefined) return undefined;
  return orNothing(
    signal,
    async () => (await kubelet.look(kubeletStartedMs, signal)) ?? (await componentReason(ctx, watch)),
  );
}

/** A look that fails on a busy host, systemd being slow or a log just gone, says nothing of kubeadm. */
async function orNothing<T>(signal: AbortSignal, look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function componentReason(ctx: StepContext, watch: StartWatch, enough?: number): Promise<AppError | undefined> {
  const states = await componentStates(ctx.host.files, watch.name, watch.before);
  // The apiserver dies of an etcd that dies: etcd's reason is the first one.
  const suspects = [...states].sort((a, b) => Number(b.component === "etcd") - Number(a.component === "etcd"));
  for (const state of suspects) {
    const reason = reasonOf(state, watch, enough);
    if (reason) return reason;
  }
  return undefined;
}

/** kubeadm has given up by itself: whatever is known by now says more than its own "timed out". */
export async function lastLook(ctx: StepContext, watch: StartWatch): Promise<AppError | undefined> {
  const { kubeletStartedMs } = watch.output;
  if (kubeletStartedMs === undefined) return undefined;
  const known = await orNothing(ctx.signal, () => kubeletCause(ctx, kubeletStartedMs));
  if (!known) return orNothing(ctx.signal, () => componentReason(ctx, watch, 1));
  return new AppError(known.code, watch.redact(`kubeadm on ${watch.name} gave up waiting: ${known.cause}`), {
    hint: known.fix,
    evidence: [known.line, ...watch.output.recent].map(watch.redact),
  });
}

function reasonOf(
  { component, exits, lines }: ComponentState,
  { name, redact }: Pick<StartWatch, "name" | "redact">,
  enough = exitsWithCause,
): AppError | undefined {
  if (exits < enough) return undefined;
  const known = findCause(componentDeaths, lines);
  if (!known && exits < exitsWithoutCause) return undefined;
  const why = known ? known.cause : "its last lines are in the evidence";
  return new AppError(
    known?.code ?? "KUBEADM_FAILED",
    redact(`${component} of ${name} exits again and again (${exits} times): ${why}`),
    {
      hint: known?.fix ?? `on the host: the logs below /var/log/pods/kube-system_${component}-${name}_*`,
      evidence: [...(known ? [known.line] : []), ...lines.filter((line) => !/^I\d{4} /.test(line)).slice(-10)].map(
        redact,
      ),
    },
  );
}
