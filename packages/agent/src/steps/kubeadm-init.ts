import { elapsedMs } from "@quorate/shared/clock";
import { askEtcd } from "./etcd/json-exchange.ts";
import type { ApplyHandler } from "./handler.ts";
import { askOnce } from "./http-exchange.ts";
import { waitForApiserver } from "./kubeadm/apiserver-health.ts";
import { initConfig } from "./kubeadm/config-file.ts";
import { refuseOldData } from "./kubeadm/empty-etcd.ts";
import { clearTheWay, joinedDrift, writeGuard } from "./kubeadm/guard.ts";
import { keptWork } from "./kubeadm/kept-work.ts";
import type { KubeadmPeers } from "./kubeadm/peers.ts";
import { runKubeadm } from "./kubeadm/run-kubeadm.ts";

/** Makes the cluster on its first control-plane host. Irreversible, so the guard is on disk before kubeadm starts. */
export function kubeadmInitBy({ ask, askEtcd }: KubeadmPeers): ApplyHandler<"kubeadm.init"> {
  return {
    type: "apply",
    probe: ({ caHash }, { host }) => joinedDrift(host.files, { role: "control-plane", caHash }),
    apply: async (input, ctx) => {
      const wanted = { role: "control-plane", caHash: input.caHash } as const;
      const started = ctx.clock.monoNs();
      const token = ctx.secret(input.tokenSecret);
      const documents = initConfig(input.documents, token, input.tokenTtlSeconds);
      const run = { ...input, verb: "init", documents, token } as const;
      if (!(await keptWork(ctx, wanted, run))) {
        const attempt = await clearTheWay(ctx, wanted, { ...input, verb: "init", askEtcd });
        // An attempt that was interrupted may find its own keys: it found none when it began.
        if (attempt === "first" && input.etcd) await refuseOldData(ctx, input.etcd, askEtcd);
        await writeGuard(ctx.host.files, { ...wanted, joined: false });
        await runKubeadm(ctx, run);
      }
      ctx.mark("kubeadm-done");
      await waitForApiserver(ctx, input.apiserver, ask);
      await writeGuard(ctx.host.files, { ...wanted, joined: true });
      return { seconds: Math.round(elapsedMs(ctx.clock, started)) / 1_000 };
    },
  };
}

export const kubeadmInit: ApplyHandler<"kubeadm.init"> = kubeadmInitBy({ ask: askOnce, askEtcd });
