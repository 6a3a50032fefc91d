import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import { type HostId, hostId } from "@quorate/shared/ids";
import type { ClusterSpec } from "../spec/cluster-spec.ts";
import { controlPlaneHosts } from "../spec/control-plane-hosts.ts";
import { predictClusterId, predictMemberId } from "./etcd-identity.ts";
import { peerUrl } from "./url.ts";

/** One life of the etcd cluster: its token is never used again, for a reused token can bring old data back. */
export interface Generation {
  readonly token: string;
  readonly clusterId: string;
  readonly members: readonly { readonly name: string; readonly address: string; readonly memberId: string }[];
  /** True when the hosts already run it. */
  readonly formed: boolean;
}

/**
 * The generation the hosts have formed, else a new one under `freshToken`. A generation that was begun and never formed is
 * not taken up again: etcd's discovery protocol has the same rule, once started a token must not be used again.
 */
export function decideGeneration(
  spec: ClusterSpec,
  facts: ReadonlyMap<HostId, HostFacts>,
  freshToken: string,
): Generation {
  const masters = controlPlaneHosts(spec);
  const seen = masters.map((host) => facts.get(hostId(host.name))?.etcd);
  const tokens = new Set(seen.filter((etcd) => etcd?.formed).map((etcd) => etcd?.token));
  if (tokens.size > 1) {
    const each = masters.map((host, index) => `${host.name} ${seen[index]?.token ?? "none"}`).join(", ");
    throw new AppError("PLAN_IMPOSSIBLE", `the hosts belong to different etcd clusters: ${each}`, {
      hint: "list only hosts of one cluster in spec.hosts",
    });
  }
  const [token] = tokens;
  const generation = describe(masters, token ?? freshToken, token !== undefined);
  if (token !== undefined) refuseBrokenGeneration(masters, seen, generation);
  return generation;
}

function describe(masters: ClusterSpec["hosts"], token: string, formed: boolean): Generation {
  const members = masters.map((host) => ({
    name: host.name,
    address: host.address,
    memberId: predictMemberId([peerUrl(host)], token),
  }));
  const clusterId = predictClusterId(
    masters.map((host) => [peerUrl(host)]),
    token,
  );
  return { token, clusterId, members, formed };
}

/** A host that has begun this generation and was interrupted before it was told that the cluster is formed still has its member. */
function refuseBrokenGeneration(
  masters: ClusterSpec["hosts"],
  seen: readonly (HostFacts["etcd"] | undefined)[],
  generation: Generation,
): void {
  const own = seen.map((etcd) => (etcd?.token === generation.token ? etcd : undefined));
  const missing = masters.filter((_, index) => own[index] === undefined).map((host) => host.name);
  if (missing.length > 0) {
    throw new AppError(
      "ETCD_MEMBER_GONE",
      `${missing.join(", ")} lost the etcd member that the other hosts still count on`,
    );
  }
  const other = own.find((etcd) => etcd?.clusterId !== generation.clusterId);
  if (other) {
    throw new AppError(
      "PLAN_IMPOSSIBLE",
      `the etcd cluster ${other.clusterId} was formed by other members than spec.hosts lists (these would give ${generation.clusterId})`,
      { hint: "put the hosts and addresses back that the cluster was formed with" },
    );
  }
}
