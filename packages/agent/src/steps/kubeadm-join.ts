import { elapsedMs } from "@quorate/shared/clock";
import { askEtcd } from "./etcd/json-exchange.ts";
import type { ApplyHandler } from "./handler.ts";
import { askOnce } from "./http-exchange.ts";
import { waitForApiserver } from "./kubeadm/apiserver-health.ts";
import { joinConfig } from "./kubeadm/config-file.ts";
import { clearTheWay, joinedDrift, writeGuard } from "./kubeadm/guard.ts";
import { keptWork } from "./kubeadm/kept-work.ts";
import type { KubeadmPeers } from "./kubeadm/peers.ts";
import { runKubeadm } from "./kubeadm/run-kubeadm.ts";

/** Brings a further host into the cluster, as control plane or as worker. */
export function kubeadmJoinBy({ ask, askEtcd }: KubeadmPeers): ApplyHandler<"kubeadm.join"> {
  return {
    type: "apply",
    probe: ({ role, caHash }, { host }) => joinedDrift(host.files, { role, caHash }),
    apply: async (input, ctx) => {
      const wanted = { role: input.role, caHash: input.caHash };
      const started = ctx.clock.monoNs();
      const token = ctx.secret(input.tokenSecret);
      const documents = joinConfig(input.documents, token);
      const run = { ...input, verb: "join", documents, token } as const;
      if (!(await keptWork(ctx, wanted, run))) {
        await clearTheWay(ctx, wanted, { ...input, verb: "join", askEtcd });
        await writeGuard(ctx.host.files, { ...wanted, joined: false });
        await runKubeadm(ctx, run);
      }
      ctx.mark("kubeadm-done");
      if (input.apiserver) await waitForApiserver(ctx, input.apiserver, ask);
      await writeGuard(ctx.host.files, { ...wanted, joined: true });
      return { seconds: Math.round(elapsedMs(ctx.clock, started)) / 1_000 };
    },
  };
}

export const kubeadmJoin: ApplyHandler<"kubeadm.join"> = kubeadmJoinBy({ ask: askOnce, askEtcd });
