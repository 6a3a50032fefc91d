import { isIP } from "node:net";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import type { SshTarget } from "./ssh-target.ts";

/** A target with the name that its agent will have. The name is the operator's word, never the host's own. */
export interface NamedTarget extends SshTarget {
  readonly name: HostId;
  /** IP that its agent will come from; absent when the name has to be looked up. */
  readonly address?: string;
}

interface ListedHost {
  readonly name: string;
  readonly address: string;
}

/**
 * Gives each target its name: the one that is typed, that of cluster.yaml for its address, or the first label of a DNS name.
 * `listed`: the hosts of cluster.yaml, when there is one. Throws USAGE.
 */
export function nameTargets(targets: readonly SshTarget[], listed?: readonly ListedHost[]): readonly NamedTarget[] {
  const named = targets.map((target) => nameTarget(target, listed));
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) < index);
  if (twice) throw new AppError("USAGE", `two of the hosts would be ${twice.name}`, { hint: nameIt });
  const same = named.find(({ host, port }, index) =>
    named.some((other, before) => before < index && other.host === host && other.port === port),
  );
  if (same) throw new AppError("USAGE", `${same.host} is given twice`, { hint: "a host has one name: name it once" });
  return named;
}

const nameIt = "say the name before it: NAME=HOST; or give the cluster.yaml that lists it: -f FILE";

function nameTarget(target: SshTarget, listed: readonly ListedHost[] | undefined): NamedTarget {
  const label = isIP(target.host) === 0 ? target.host.toLowerCase().split(".")[0] : undefined;
  const wanted = target.name ?? label;
  const inFile = listed?.find(({ name, address }) =>
    target.name === undefined ? address === target.host || name === label : name === target.name,
  );
  if (listed && !inFile) {
    const names = listed.map(({ name, address }) => `${name} (${address})`).join(", ");
    throw new AppError("USAGE", `cluster.yaml lists no host ${target.name ?? target.host}; it lists ${names}`, {
      hint: "add it to spec.hosts, or say which it is: NAME=HOST",
    });
  }
  const name = inFile?.name ?? wanted;
  if (name === undefined || !hostNamePattern.test(name)) {
    throw new AppError("USAGE", `${target.host} has no name yet for its agent to have`, { hint: nameIt });
  }
  const address = inFile?.address ?? (isIP(target.host) === 0 ? undefined : target.host);
  return { ...target, name: hostId(name), ...(address === undefined ? {} : { address }) };
}
