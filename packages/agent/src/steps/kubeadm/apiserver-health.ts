import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { StepContext } from "../handler.ts";
import { type Ask, apiserverHealth, readTls } from "../kubernetes/health-question.ts";

type Apiserver = StepInput<"kubeadm.init">["apiserver"];

const answerMs = 3_000;
const pollMs = 500;
/** kubeadm restarts the kubelet at its very end, and old dockers' containers with it: one answer may be the last. */
const answersInARow = 3;
/** kubeadm itself has waited for the apiserver; this is its way back after a restart. */
const patienceMs = 120_000;

/** Waits until the host's own apiserver is well and stays so. Rejects KUBERNETES_NOT_READY with its last answer. */
export async function waitForApiserver(ctx: StepContext, apiserver: Apiserver, ask: Ask): Promise<void> {
  const health = apiserverHealth(ask, apiserver.url, await readTls(ctx.host.files, apiserver));
  const started = ctx.clock.monoNs();
  for (let inARow = 0; inARow < answersInARow; ) {
    const answer = await health(ctx.signal, answerMs);
    inARow = answer.ok ? inARow + 1 : 0;
    if (!answer.ok && elapsedMs(ctx.clock, started) > patienceMs) throw notWell(apiserver, answer.problem);
    if (inARow < answersInARow) await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

function notWell({ url }: Apiserver, problem: string): AppError {
  return new AppError(
    "KUBERNETES_NOT_READY",
    `kubeadm ended well, but the apiserver at ${url} did not stay well for ${patienceMs / 1_000} s: ${problem}`,
    {
      hint: "on the host: the newest log below /var/log/pods/kube-system_kube-apiserver-*; journalctl -u kubelet -e",
      evidence: [problem],
    },
  );
}
