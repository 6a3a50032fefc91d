import { AppError } from "@quorate/shared/errors";
import { unitJournal } from "../host/units.ts";
import type { CheckHandler, StepContext } from "./handler.ts";
import { askOnce } from "./http-exchange.ts";
import { kubeletUnit } from "./kubeadm/paths.ts";
import type { Ask } from "./kubernetes/health-question.ts";
import { Kubectl } from "./kubernetes/kubectl.ts";
import { type Missing, missingLine, shownMissing } from "./kubernetes/missing.ts";
import { listOf, podObject } from "./kubernetes/objects.ts";
import { lookUntil } from "./kubernetes/patience.ts";
import { podEvidence } from "./kubernetes/pod-problems.ts";
import { clusterLook, onHost, type VerifyInput } from "./kubernetes/verify-look.ts";

const pace = { firstPauseMs: 500, maxPauseMs: 5_000 };
/** The runner waits five seconds for a step that was told to end. */
const evidenceMs = 4_000;
const journalLines = 10;

/** Waits until the cluster is well as seen from this host, or the step's time is up. */
export function kubernetesVerifyBy(ask: Ask): CheckHandler<"kubernetes.verify"> {
  return {
    type: "check",
    async check(input, ctx) {
      const look = await clusterLook(input, ctx, ask);
      let missing: readonly Missing[] = [];
      let told = "";
      try {
        return await lookUntil(ctx, pace, async () => {
          const seen = await look();
          missing = seen.missing;
          const text = shownMissing(missing);
          if (text !== told && text !== "") ctx.output(`waiting for ${text}`);
          told = text;
          return missing.length === 0 ? seen.output : undefined;
        });
      } catch (error) {
        throw await explained(error, missing, input, ctx);
      }
    },
  };
}

export const kubernetesVerify: CheckHandler<"kubernetes.verify"> = kubernetesVerifyBy(askOnce);

/** A wait that ran out says what it was waiting for; a cancel stays a cancel. */
async function explained(
  error: unknown,
  missing: readonly Missing[],
  input: VerifyInput,
  ctx: StepContext,
): Promise<unknown> {
  if (!(error instanceof AppError) || error.code !== "STEP_TIMED_OUT" || missing.length === 0) return error;
  const hint = missing.find((each) => each.hint !== undefined)?.hint;
  return new AppError("KUBERNETES_NOT_READY", shownMissing(missing), {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    evidence: [...missing.map(missingLine), ...(await evidence(missing, input, ctx))],
  });
}

/** Looked for on time of its own, since the step's is over. What cannot be had in it is left out. */
async function evidence(missing: readonly Missing[], input: VerifyInput, ctx: StepContext): Promise<readonly string[]> {
  const limit = new AbortController();
  const stop = ctx.clock.after(evidenceMs, () => limit.abort(new AppError("STEP_TIMED_OUT", "no time for evidence")));
  const late = { host: ctx.host, signal: limit.signal };
  try {
    const [pods, journal] = await Promise.all([
      input.nodes.length === 0 ? [] : badPods(input, late),
      concernsKubelet(missing, input) ? kubeletLines(late) : [],
    ]);
    return [...pods, ...journal];
  } finally {
    stop();
  }
}

function concernsKubelet(missing: readonly Missing[], { name }: VerifyInput): boolean {
  return missing.some(({ what }) => what === `node ${name}` || /\bpod\b/.test(what));
}

type Late = Pick<StepContext, "host" | "signal">;

async function badPods({ name, kubeconfig }: VerifyInput, late: Late): Promise<readonly string[]> {
  const kubectl = new Kubectl(late, kubeconfig);
  return orNothing(async () => {
    const { items } = await kubectl.get(["pods", "--all-namespaces", onHost(name)], listOf(podObject));
    return podEvidence(kubectl, items);
  });
}

async function kubeletLines({ host, signal }: Late): Promise<readonly string[]> {
  const lines = await orNothing(() => unitJournal(host, kubeletUnit, journalLines, { signal }));
  return lines.length === 0 ? [] : ["last lines of the kubelet:", ...lines.map((line) => `  ${line}`)];
}

async function orNothing(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await look();
  } catch {
    return [];
  }
}
