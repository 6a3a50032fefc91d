import { AppError } from "@quorate/shared/errors";
import type { ClusterState } from "../journal/cluster-state.ts";
import type { EventLog } from "../journal/event-log.ts";
import { finishedCluster } from "../journal/finished-cluster.ts";
import type { AuthorityStore } from "../pki/authority-store.ts";
import { verifyKubeconfigPossession } from "../pki/possession.ts";

export interface KubeconfigWish {
  readonly user: string;
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  /** Over the bytes that admin.proto names. */
  readonly signature: Uint8Array;
  readonly ttlMs: number;
  readonly by: string;
}

export interface KubeconfigGrant {
  readonly cluster: string;
  /** https://VIP:PORT. */
  readonly server: string;
  readonly caPem: string;
  readonly certificatePem: string;
  /** RFC 3339, UTC. */
  readonly notAfter: string;
}

export interface KubeconfigPorts {
  readonly state: () => ClusterState;
  readonly authorities: Pick<AuthorityStore, "get">;
  readonly log: Pick<EventLog, "append">;
}

const dayMs = 86_400_000;
/** The apiserver knows no revocation: what was signed is good until its end. */
const longestMs = 365 * dayMs;
const shortestMs = 60_000;
/** What an audit log and a kubeconfig can carry without quoting; "system:" is Kubernetes' own. */
const userName = /^(?!system:)[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,62}[A-Za-z0-9])?$/;

/**
 * A client certificate of an administrator over a key that the caller made. It is in the log before it leaves.
 * Rejects NOT_FOUND when no cluster stands, USAGE for a user or a time that may not be, CERTIFICATE_REFUSED for the key.
 */
export async function grantKubeconfig(
  { user, publicKey, signature, ttlMs, by }: KubeconfigWish,
  { state, authorities, log }: KubeconfigPorts,
): Promise<KubeconfigGrant> {
  refuseWish(user, ttlMs);
  const found = finishedCluster(state());
  if (!found) {
    throw new AppError("NOT_FOUND", "this coordinator has no finished Kubernetes cluster to give access to", {
      hint: "make it, or finish it: coordinator bootstrap -f cluster.yaml",
    });
  }
  const { cluster, server, version } = found;
  const { der } = verifyKubeconfigPossession({ user, publicKey }, signature);
  const authority = await authorities.get("kubernetes");
  const organization = administrators(version);
  const { certificatePem, serial, notAfter } = authority.issue({
    ...{ commonName: user, organization, dnsNames: [], ipAddresses: [], usages: ["client"] },
    ...{ days: Math.ceil(ttlMs / dayMs), lifeMs: ttlMs, publicKeyDer: der },
  });
  await log.append({ type: "kubeconfig.issued", user, organization, serial, notAfter, by });
  return { cluster, server, caPem: authority.certificatePem, certificatePem, notAfter };
}

/**
 * From 1.29 on kubeadm binds this group to cluster-admin, so that its rights can be taken away; before there is only the
 * group whose rights nobody can take away (kubeadm 1.29 release notes, super-admin.conf).
 */
export function administrators(version: string): "kubeadm:cluster-admins" | "system:masters" {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 1 || minor >= 29 ? "kubeadm:cluster-admins" : "system:masters";
}

function refuseWish(user: string, ttlMs: number): void {
  if (!userName.test(user)) {
    throw new AppError("USAGE", `not a name for a user of the cluster: ${JSON.stringify(user.slice(0, 100))}`, {
      hint: "name one with --user: letters, digits, dots, hyphens, at most 64 of them, and not beginning with system:",
    });
  }
  if (ttlMs >= shortestMs && ttlMs <= longestMs) return;
  throw new AppError("USAGE", "a kubeconfig lives between a minute and a year", {
    hint: "nobody can take a certificate back before its end: choose the shortest --ttl that does, as in --ttl 8h",
  });
}
