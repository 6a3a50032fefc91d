import type { ClusterSpec } from "../cluster-spec.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

/** Ports of a control-plane host that something else of the cluster listens on. */
const taken: ReadonlyMap<number, string> = new Map([
  [22, "ssh"],
  [2379, "etcd's clients"],
  [2380, "etcd's peers"],
  [2381, "etcd's health and metrics"],
  [10248, "the kubelet's health"],
  [10249, "kube-proxy's metrics"],
  [10250, "the kubelet"],
  [10251, "the scheduler of old"],
  [10252, "the controller-manager of old"],
  [10255, "the kubelet's read-only port"],
  [10256, "kube-proxy's health"],
  [10257, "the controller-manager"],
  [10259, "the scheduler"],
]);

const ports = ({ endpoint, apiserverPort }: ClusterSpec) =>
  [
    { port: endpoint.port, path: ["endpoint", "port"] },
    { port: apiserverPort, path: ["kubernetes", "apiserverPort"] },
  ] as const;

function portsTaken(spec: ClusterSpec): readonly Finding[] {
  return ports(spec).flatMap(({ port, path }) => {
    const user = taken.get(port);
    return user === undefined
      ? []
      : [finding(`${port} is the port of ${user}: choose a free one, for example 12567`, ...path)];
  });
}

/** haproxy and the apiserver run on the same hosts, and haproxy listens on every address. */
function portsDiffer({ endpoint, apiserverPort }: ClusterSpec): readonly Finding[] {
  if (endpoint.port !== apiserverPort) return [];
  const message = `${endpoint.port} is also spec.kubernetes.apiserverPort, on the same hosts: choose another, for example 12567`;
  return [finding(message, "endpoint", "port")];
}

function nodePorts(spec: ClusterSpec): readonly Finding[] {
  return ports(spec)
    .filter(({ port }) => port >= 30_000 && port <= 32_767)
    .map(({ port, path }) =>
      finding(`${port} is in 30000-32767, which Kubernetes gives to NodePort services`, ...path),
    );
}

export const portChecks: readonly Check[] = [
  { severity: "error", needs: ["endpoint", "kubernetes"], run: portsTaken },
  { severity: "error", needs: ["endpoint", "kubernetes"], run: portsDiffer },
  { severity: "warning", needs: ["endpoint", "kubernetes"], run: nodePorts },
];
