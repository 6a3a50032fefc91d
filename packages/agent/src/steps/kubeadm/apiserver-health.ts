import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { StepContext } from "../handler.ts";
import { askOnce, peerOf } from "../http-exchange.ts";
import { minorOf } from "./version.ts";

type Apiserver = StepInput<"kubeadm.init">["apiserver"];

/** Undefined when the apiserver says that it is well, else what is wrong. Rejects only with the signal's reason. */
export type AskHealth = (url: string, caPem: string, signal: AbortSignal) => Promise<string | undefined>;

const answerMs = 3_000;
const pollMs = 500;
/** kubeadm restarts the kubelet at its very end, and old dockers' containers with it: one answer may be the last. */
const answersInARow = 3;
/** kubeadm itself has waited for the apiserver; this is its way back after a restart. */
const patienceMs = 120_000;

/** Waits until the host's own apiserver is well and stays so. Rejects KUBERNETES_NOT_READY with its last answer. */
export async function waitForApiserver(
  ctx: StepContext,
  { url, caFile }: Apiserver,
  version: string,
  ask: AskHealth,
): Promise<void> {
  const ca = await ctx.host.files.read(caFile);
  if (ca === undefined) throw new AppError("CERTIFICATE_INVALID", `${caFile} is not there`);
  // readyz is there since 1.16.
  const path = minorOf(version) >= 16 ? "/readyz" : "/healthz";
  const started = ctx.clock.monoNs();
  for (let inARow = 0; inARow < answersInARow; ) {
    const problem = await ask(`${url}${path}`, ca, ctx.signal);
    inARow = problem === undefined ? inARow + 1 : 0;
    if (problem !== undefined && elapsedMs(ctx.clock, started) > patienceMs) throw notWell(url, path, problem);
    if (inARow < answersInARow) await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

function notWell(url: string, path: string, problem: string): AppError {
  return new AppError(
    "KUBERNETES_NOT_READY",
    `kubeadm ended well, but the apiserver at ${url} did not stay well for ${patienceMs / 1_000} s: ${problem}`,
    {
      hint: "on the host: the newest log below /var/log/pods/kube-system_kube-apiserver-*; journalctl -u kubelet -e",
      evidence: [`GET ${path}: ${problem}`],
    },
  );
}

/** Without a client certificate: whoever may see nothing else may see this (system:public-info-viewer). */
export const askHealth: AskHealth = async (url, caPem, signal) => {
  const { peer, path } = peerOf(url, { ca: caPem });
  const answer = await askOnce(peer, { path, timeoutMs: answerMs }, signal);
  if (!answer.ok) return answer.problem;
  const { status, text } = answer.value;
  return status === 200 ? undefined : `HTTP ${status}: ${text.trim().slice(0, 300)}`;
};
