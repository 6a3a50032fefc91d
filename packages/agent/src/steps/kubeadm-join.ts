import { elapsedMs } from "@quorate/shared/clock";
import type { ApplyHandler } from "./handler.ts";
import { type AskHealth, askHealth, waitForApiserver } from "./kubeadm/apiserver-health.ts";
import { joinConfig } from "./kubeadm/config-file.ts";
import { clearTheWay, joinedDrift, writeGuard } from "./kubeadm/guard.ts";
import { type AskMember, askMember } from "./kubeadm/leave-etcd.ts";
import { runKubeadm } from "./kubeadm/run-kubeadm.ts";

/** Who is asked on the network; tests answer themselves. */
export interface JoinPeers {
  readonly askHealth: AskHealth;
  readonly askMember: AskMember;
}

/** Brings a further host into the cluster, as control plane or as worker. */
export function kubeadmJoinBy({ askHealth, askMember }: JoinPeers): ApplyHandler<"kubeadm.join"> {
  return {
    type: "apply",
    probe: ({ role, caHash }, { host }) => joinedDrift(host.files, { role, caHash }),
    apply: async (input, ctx) => {
      const wanted = { role: input.role, caHash: input.caHash };
      const started = ctx.clock.monoNs();
      const token = ctx.secret(input.tokenSecret);
      const documents = joinConfig(input.documents, token);
      await clearTheWay(ctx, wanted, { ...input, verb: "join", askMember });
      await writeGuard(ctx.host.files, { ...wanted, joined: false });
      await runKubeadm(ctx, { ...input, verb: "join", documents, token });
      ctx.mark("kubeadm-done");
      if (input.apiserver) await waitForApiserver(ctx, input.apiserver, input.version, askHealth);
      await writeGuard(ctx.host.files, { ...wanted, joined: true });
      return { seconds: Math.round(elapsedMs(ctx.clock, started)) / 1_000 };
    },
  };
}

export const kubeadmJoin: ApplyHandler<"kubeadm.join"> = kubeadmJoinBy({ askHealth, askMember });
