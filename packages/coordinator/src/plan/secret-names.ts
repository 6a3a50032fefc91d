/** Names under which a plan speaks of secrets; their values travel beside a lease. */
export const secretNames = {
  vrrp: "vrrp-auth",
  /** kubeadm's bootstrap token: another one in each run. */
  bootstrapToken: "kubeadm-token",
  kubernetesCaKey: "kubernetes-ca-key",
  frontProxyCaKey: "kubernetes-front-proxy-ca-key",
  serviceAccountKey: "kubernetes-service-account-key",
  etcdCaKey: "kubernetes-etcd-ca-key",
} as const;

/** Private keys that a probe knows by their public halves: they leave for a host that is to be given them, not for a look at a plan. */
export const unseenByProbes: ReadonlySet<string> = new Set([
  secretNames.kubernetesCaKey,
  secretNames.frontProxyCaKey,
  secretNames.serviceAccountKey,
  secretNames.etcdCaKey,
]);
