import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { z } from "zod";
import type { AskEtcd, TlsPair } from "../etcd/json-exchange.ts";
import { below } from "../etcd/key-range.ts";
import { readPair } from "../etcd/member-api.ts";
import type { StepContext } from "../handler.ts";

type Etcd = NonNullable<StepInput<"kubeadm.init">["etcd"]>;

const patienceMs = 15_000;
const pollMs = 500;
/** Absent when it is 0; a decimal string because it has 64 bits. */
const counted = z.looseObject({ count: z.string().regex(/^\d+$/).optional() });
const found = z.looseObject({ kvs: z.array(z.looseObject({ value: z.string().optional() })).optional() });

/**
 * A first control plane on the data of an older one would take over its nodes, services and secrets, signed by keys that are
 * no more. Rejects ETCD_NOT_EMPTY when etcd holds anything below the prefix.
 */
export async function refuseOldData(ctx: StepContext, etcd: Etcd, ask: AskEtcd): Promise<void> {
  const pair = await readPair(ctx.host.files, etcd.caFile, etcd.certFile, etcd.keyFile);
  const { prefix } = etcd;
  const said = counted.safeParse(await answer(ctx, etcd, pair, { ...below(prefix), count_only: true }, ask));
  if (!said.success) throw new AppError("STEP_COMMAND_FAILED", "etcd answers no number when it is asked to count keys");
  const { count } = said.data;
  if (count === undefined || count === "0") return;
  const address = await oldServiceAddress(ctx, etcd, pair, ask);
  throw new AppError(
    "ETCD_NOT_EMPTY",
    `etcd holds ${count} keys of an older Kubernetes cluster below ${prefix}${address ? `; its kubernetes service was ${address}` : ""}`,
    { evidence: [`${count} keys below ${prefix}`, ...(address ? [`kubernetes service: ${address}`] : [])] },
  );
}

/** The answer of the first endpoint that gives one; the others are tried while there is time. */
async function answer(ctx: StepContext, etcd: Etcd, pair: TlsPair, body: object, ask: AskEtcd): Promise<unknown> {
  const started = ctx.clock.monoNs();
  for (;;) {
    const problems: string[] = [];
    for (const endpoint of etcd.endpoints) {
      const given = await ask(endpoint, "/v3/kv/range", pair, body, ctx.signal);
      if (given.ok) return given.value;
      problems.push(`${endpoint}: ${given.problem}`);
    }
    if (elapsedMs(ctx.clock, started) > patienceMs) {
      throw new AppError("KUBERNETES_NOT_READY", "no etcd member answers with the apiserver's own certificate", {
        hint: "on the etcd hosts: systemctl status etcd; journalctl -u etcd -e",
        evidence: problems,
      });
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}

/** The object is protobuf; its cluster IP is plain text in it, and the first address there. Nothing when it cannot be read: it only helps to know the cluster. */
async function oldServiceAddress(
  ctx: StepContext,
  etcd: Etcd,
  pair: TlsPair,
  ask: AskEtcd,
): Promise<string | undefined> {
  const key = Buffer.from(`${etcd.prefix}services/specs/default/kubernetes`, "utf8").toString("base64");
  const parsed = found.safeParse(await answer(ctx, etcd, pair, { key }, ask));
  const value = parsed.success ? parsed.data.kvs?.[0]?.value : undefined;
  if (value === undefined) return undefined;
  return /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/.exec(Buffer.from(value, "base64").toString("latin1"))?.[0];
}
