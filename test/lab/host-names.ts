export interface HostName {
  readonly name: string;
  readonly address: string;
}

export const hostNames: readonly HostName[] = [
  { name: "k8s-master90", address: "192.168.1.90" },
  { name: "k8s-master91", address: "192.168.1.91" },
  { name: "k8s-master93", address: "192.168.1.93" },
];
