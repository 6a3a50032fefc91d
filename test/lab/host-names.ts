export interface HostName {
  readonly name: string;
  readonly address: string;
}

export const hostNames: readonly HostName[] = [
  { name: "k8s-master90", address: "192.168.1.90" },
  { name: "k8s-master91", address: "192.168.1.91" },
  { name: "k8s-master93", address: "192.168.1.93" },
];

/** Hosts that a lab has only when asked. */
export const workerNames: readonly HostName[] = [{ name: "k8s-node94", address: "192.168.1.94" }];

/** The hosts of a lab with so many workers. */
export function labHostNames(workers: number): readonly HostName[] {
  return [...hostNames, ...workerNames.slice(0, workers)];
}
