import { elapsedMs } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { ApplyHandler, StepContext } from "./handler.ts";
import {
  isSigned,
  readTokenSecret,
  secretName,
  type TokenSecret,
  tokenSecret,
  writeTokenSecret,
} from "./kubeadm/bootstrap-secret.ts";

type Input = StepInput<"kubeadm.token">;

/** A token must outlive the joins that are about to begin; half of a shorter life will do. */
const leastMs = 300_000;
/** The bootstrap signer needs a second; an election of the controller-manager may be under way. */
const signMs = 60_000;
const pollMs = 200;

/** This run's bootstrap token is known to the cluster, lives long enough, and cluster-info is signed with it. */
export const kubeadmToken: ApplyHandler<"kubeadm.token"> = {
  type: "apply",
  probe: async (input, ctx) => {
    const secret = tokenSecret(ctx, input.kubeconfig, ctx.secret(input.tokenSecret));
    const problem = await problemOf(secret, input, ctx);
    return problem === undefined ? [] : [{ what: secretName(secret), have: problem, want: "good for joining" }];
  },
  apply: async (input, ctx) => {
    const secret = tokenSecret(ctx, input.kubeconfig, ctx.secret(input.tokenSecret));
    const found = await readTokenSecret(secret);
    if (!found || tooShort(found.expiresMs, input, ctx) || !found.good) {
      const untilMs = ctx.clock.wallMs() + input.ttlSeconds * 1_000;
      await writeTokenSecret(secret, found ? "replace" : "create", untilMs);
    }
    await untilSigned(secret, ctx);
    return {};
  },
};

async function problemOf(secret: TokenSecret, input: Input, ctx: StepContext): Promise<string | undefined> {
  const found = await readTokenSecret(secret);
  if (!found) return "absent";
  if (!found.good) return "of another secret or use";
  if (tooShort(found.expiresMs, input, ctx)) return "expired, or about to";
  return (await isSigned(secret)) ? undefined : "not yet signed for";
}

function tooShort(expiresMs: number | undefined, { ttlSeconds }: Input, ctx: StepContext): boolean {
  if (expiresMs === undefined) return false;
  const needed = Math.min(leastMs, ttlSeconds * 500);
  return !(expiresMs - ctx.clock.wallMs() >= needed);
}

async function untilSigned(secret: TokenSecret, ctx: StepContext): Promise<void> {
  const started = ctx.clock.monoNs();
  while (!(await isSigned(secret))) {
    if (elapsedMs(ctx.clock, started) > signMs) {
      throw new AppError(
        "KUBERNETES_NOT_READY",
        `the controller-manager did not sign cluster-info for ${secretName(secret)} within ${signMs / 1_000} s`,
        { hint: "kubectl -n kube-system get pods -l component=kube-controller-manager; compare the hosts' clocks too" },
      );
    }
    await ctx.clock.sleep(pollMs, ctx.signal);
  }
}
