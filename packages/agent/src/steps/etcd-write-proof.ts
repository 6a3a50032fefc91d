import { type ConnectMember, connectMember } from "./etcd/member-api.ts";
import { proven } from "./etcd/proof.ts";
import { refuseOtherCluster } from "./etcd/start-watch.ts";
import type { CheckHandler } from "./handler.ts";

/** One write through this member. It vanishes with its etcd lease, so it counts as a look. */
export function etcdWriteProofBy(connect: ConnectMember): CheckHandler<"etcd.write-proof"> {
  return {
    type: "check",
    async check({ member, key, value, ttlSeconds }, ctx) {
      const api = await connect(ctx.host.files, member);
      const write = () => api.writeWithLease(key, value, ttlSeconds, ctx.signal);
      const { revision, clusterId, memberId } = await proven(ctx, member, `cannot write ${key}`, write);
      refuseOtherCluster(member, { clusterId, memberId });
      return { revision, clusterId, memberId };
    },
  };
}

export const etcdWriteProof: CheckHandler<"etcd.write-proof"> = etcdWriteProofBy(connectMember);
