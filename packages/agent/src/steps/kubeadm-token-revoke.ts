import type { ApplyHandler } from "./handler.ts";
import { deleteTokenSecret, readTokenSecret, secretName, tokenSecret } from "./kubeadm/bootstrap-secret.ts";

/** Takes this run's bootstrap token out of the cluster; its signature of cluster-info goes by itself. */
export const kubeadmTokenRevoke: ApplyHandler<"kubeadm.token-revoke"> = {
  type: "apply",
  probe: async (input, ctx) => {
    const secret = tokenSecret(ctx, input.kubeconfig, ctx.secret(input.tokenSecret));
    const found = await readTokenSecret(secret);
    return found ? [{ what: secretName(secret), have: "present", want: "absent" }] : [];
  },
  apply: async (input, ctx) => {
    await deleteTokenSecret(tokenSecret(ctx, input.kubeconfig, ctx.secret(input.tokenSecret)));
    return {};
  },
};
