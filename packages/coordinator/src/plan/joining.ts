import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import type { HostSite } from "./site.ts";

/** Who makes the Kubernetes cluster and who joins it, decided once from what the hosts say of themselves. */
export interface Joining {
  /** Runs kubeadm init, or did: the first control-plane host that has joined, else one that has begun, else the first of the spec. */
  readonly initHost: HostId;
  /** False before a first bootstrap has got so far that one control-plane host runs. */
  readonly formed: boolean;
  /** Hosts that have yet to join, by init or by join, in the order of the spec. */
  readonly waiting: readonly HostId[];
}

/** Throws PLAN_IMPOSSIBLE for hosts of another Kubernetes cluster and for hosts that have joined in another role. */
export function decideJoining(masters: readonly HostSite[], workers: readonly HostSite[], caHash: string): Joining {
  const all = [...masters, ...workers];
  refuseStrangers(all, caHash);
  refuseOtherRoles(all);
  const first = masters.find(hasJoined) ?? masters.find(hasBegun) ?? masters[0];
  if (!first) throw new AppError("PLAN_IMPOSSIBLE", "spec.hosts lists no control-plane host");
  return {
    initHost: first.id,
    formed: hasJoined(first),
    waiting: all.filter((site) => !hasJoined(site)).map((site) => site.id),
  };
}

function hasJoined({ facts }: HostSite): boolean {
  return facts.kubernetes?.joined === true;
}

/** Its init was interrupted: what that left in etcd is of its own making, and only this host knows so. */
function hasBegun({ facts }: HostSite): boolean {
  return facts.kubernetes?.joined === false;
}

function refuseStrangers(all: readonly HostSite[], caHash: string): void {
  const strangers = all.filter((site) => hasJoined(site) && site.facts.kubernetes?.caHash !== caHash);
  if (strangers.length === 0) return;
  const each = strangers.map(({ spec, facts }) => `${spec.name} (CA ${facts.kubernetes?.caHash})`).join(", ");
  throw new AppError("PLAN_IMPOSSIBLE", `these hosts belong to another Kubernetes cluster: ${each}`, {
    hint: "take them out of that cluster first, or list other hosts in spec.hosts",
  });
}

function refuseOtherRoles(all: readonly HostSite[]): void {
  const other = all.find((site) => hasJoined(site) && site.facts.kubernetes?.role !== site.spec.role);
  if (!other) return;
  const { spec, facts } = other;
  throw new AppError("PLAN_IMPOSSIBLE", `${spec.name} has joined as ${facts.kubernetes?.role}, not as ${spec.role}`, {
    hint: `give ${spec.name} its role back in spec.hosts, or reset the host first`,
  });
}
