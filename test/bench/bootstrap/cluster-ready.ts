/** What is asked of the apiserver, as far as it is looked at. */
export interface ObjectList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status?: {
      readonly phase?: string;
      readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
  }[];
}

const controlPlane = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

export function allNodesReady(nodes: ObjectList, hosts: readonly string[]): boolean {
  const ready = nodes.items.flatMap(({ metadata, status }) =>
    status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True")
      ? [metadata.name]
      : [],
  );
  return hosts.every((host) => ready.includes(host));
}

/** Running, not Ready: this kubelet looks again at a pod's readiness up to 90 s after it is. */
export function controlPlaneRuns(pods: ObjectList, hosts: readonly string[]): boolean {
  const running = new Set(
    pods.items.flatMap(({ metadata, status }) => (status?.phase === "Running" ? [metadata.name] : [])),
  );
  return hosts.every((host) => controlPlane.every((part) => running.has(`${part}-${host}`)));
}
