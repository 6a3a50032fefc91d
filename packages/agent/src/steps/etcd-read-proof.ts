import { AppError } from "@quorate/shared/errors";
import { type ConnectMember, connectMember } from "./etcd/member-api.ts";
import { proven } from "./etcd/proof.ts";
import { refuseOtherCluster } from "./etcd/start-watch.ts";
import type { CheckHandler } from "./handler.ts";

/** A linearizable read of what another member wrote: only a cluster with a quorum can answer it, and only the same cluster holds it. */
export function etcdReadProofBy(connect: ConnectMember): CheckHandler<"etcd.read-proof"> {
  return {
    type: "check",
    async check({ member, key, value }, ctx) {
      const api = await connect(ctx.host.files, member);
      const found = await proven(ctx, member, `cannot read ${key}`, () => api.read(key, ctx.signal));
      const { clusterId, memberId } = found;
      refuseOtherCluster(member, found);
      if (found.value !== value) {
        const have = found.value === undefined ? "nothing" : JSON.stringify(found.value.slice(0, 100));
        throw new AppError(
          "ETCD_CLUSTER_MISMATCH",
          `${member.name} reads ${have} at ${key}, where ${value} was written`,
        );
      }
      return { clusterId, memberId, healthy: true };
    },
  };
}

export const etcdReadProof: CheckHandler<"etcd.read-proof"> = etcdReadProofBy(connectMember);
