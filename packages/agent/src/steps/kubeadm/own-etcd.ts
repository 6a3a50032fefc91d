import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { exchange } from "../etcd/json-exchange.ts";
import type { StepContext } from "../handler.ts";

/** Is the stacked member of this host up, with a quorum? Rejects only with the signal's reason. */
export type AskOwnEtcd = (signal: AbortSignal) => Promise<boolean>;

const pollMs = 1_000;
/** A member that fetches a snapshot from the leader is up well before. */
const patienceMs = 90_000;
/** kubeadm gives its etcd this address for probes (--listen-metrics-urls); it is plain and of this host only. */
const metrics = { host: "127.0.0.1", port: 2381 };

/** "true" in etcd 3.4 and 3.5, true in later ones. */
export const askOwnEtcd: AskOwnEtcd = async (signal) => {
  const answer = await exchange(metrics, "/health", signal);
  return answer.ok && /"health":"?true/.test(JSON.stringify(answer.value));
};

/**
 * A member that was announced counts for the quorum whether it runs or not: of two, the one that runs alone can do nothing,
 * not even remove the other. So it must be up before it may be taken out; its pod runs on without kubeadm.
 */
export async function waitForOwnEtcd(ctx: StepContext, name: string, ask: AskOwnEtcd): Promise<void> {
  const started = ctx.clock.monoNs();
  while (!(await ask(ctx.signal))) {
    if (elapsedMs(ctx.clock, started) > patienceMs) {
      throw new AppError(
        "KUBEADM_FAILED",
        `the interrupted join left an etcd member on ${name} that is not healthy after ${patienceMs / 1_000} s: to take it out now could cost etcd its quorum`,
        { hint: `on ${name}: the logs below /var/log/pods/kube-system_etcd-${name}_*; let it come up, then run again` },
      );
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}
