import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import { restartUnit } from "../../host/units.ts";
import type { AskEtcd, TlsPair } from "../etcd/json-exchange.ts";
import { readPair } from "../etcd/member-api.ts";
import type { StepContext } from "../handler.ts";
import { kubeletUnit, pkiDirectory } from "./paths.ts";

/** kubeadm's own etcd listens here beside the host's address. */
const ownUrl = "https://127.0.0.1:2379";
const etcdPki = `${pkiDirectory}/etcd`;
const client = `${etcdPki}/healthcheck-client`;
const pollMs = 1_000;
/** A new member fetches a snapshot first, and etcd removes none before it has been connected for 5 s (HealthInterval). */
const patienceMs = 90_000;
/** A kubelet never looks again at a static pod that it has refused once, as one does that is not yet sure of its node. */
const nudgeMs = 25_000;

/** 64-bit ids are decimal strings in etcd's JSON. */
const membership = z.looseObject({
  header: z.looseObject({ member_id: z.string() }),
  members: z.array(z.looseObject({ ID: z.string(), clientURLs: z.array(z.string()).optional() })),
});

/**
 * Takes this host's member out of stacked etcd while it runs. An announced member counts for the quorum whether it runs or not:
 * of two, the one that is left alone can do nothing, not even remove the other. kubeadm reset forgets the member and deletes
 * its data as soon as it cannot read its configuration from the cluster, so it is not trusted with this.
 * Rejects KUBEADM_FAILED, with nothing taken away, when the member does not come up or is not let go.
 */
export async function leaveStackedEtcd(ctx: StepContext, name: string, ask: AskEtcd): Promise<void> {
  // The pair that kubeadm makes for the probes of its etcd; etcd without authentication lets any client of its CA do this.
  const pair = await readPair(ctx.host.files, `${etcdPki}/ca.crt`, `${client}.crt`, `${client}.key`);
  const started = ctx.clock.monoNs();
  for (let nudged = false; ; ) {
    const problem = await tryToLeave(ctx, pair, ask);
    if (problem === undefined) return;
    const waitedMs = elapsedMs(ctx.clock, started);
    if (waitedMs > patienceMs) throw stuck(name, problem);
    if (waitedMs > nudgeMs && !nudged) {
      nudged = true;
      await restartUnit(ctx.host, kubeletUnit, { signal: ctx.signal });
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

/** Undefined when the member has left, or is the only one, which has nobody to leave. */
async function tryToLeave(ctx: StepContext, pair: TlsPair, ask: AskEtcd): Promise<string | undefined> {
  const listed = await ask(ownUrl, "/v3/cluster/member/list", pair, {}, ctx.signal);
  if (!listed.ok) return listed.problem;
  const parsed = membership.safeParse(listed.value);
  if (!parsed.success) return "answers no list of members";
  const { header, members } = parsed.data;
  const others = members.filter(({ ID }) => ID !== header.member_id);
  if (others.length === 0) return undefined;
  const urls = others.flatMap(({ clientURLs }) => clientURLs?.[0] ?? []);
  let problem = "no other member tells where it can be asked";
  for (const url of urls) {
    const removed = await ask(url, "/v3/cluster/member/remove", pair, { ID: header.member_id }, ctx.signal);
    if (removed.ok) {
      ctx.output("this host's etcd member has left the cluster");
      return undefined;
    }
    problem = `${url}: ${removed.problem}`;
  }
  return problem;
}

function stuck(name: string, problem: string): AppError {
  return new AppError(
    "KUBEADM_FAILED",
    `the interrupted join left an etcd member on ${name} that cannot leave: ${problem}; to drop it now could cost etcd its quorum`,
    {
      hint: `on ${name}: look at the logs below /var/log/pods/kube-system_etcd-${name}_*, let it come up, then run again`,
      evidence: [problem],
    },
  );
}
