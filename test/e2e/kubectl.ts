import type { LabHost } from "../lab/lab-host.ts";
import { until } from "./site.ts";

/**
 * kubectl says this while the virtual IP moves, while haproxy has yet to notice that an apiserver is gone, or while etcd elects
 * or is slow. It tells nothing of what was asked for, so it is asked again.
 */
const passing =
  /was refused|connection reset|connection timed out|no route to host|handshake timeout|i\/o timeout|\bEOF\b|etcdserver: (?:request timed out|leader changed|no leader)|unable to handle the request/;
const patienceMs = 120_000;

/** kubectl on a control-plane host, as root finds it there. */
export async function kubectl(host: LabHost, ...args: readonly string[]): Promise<string> {
  const argv = ["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", ...args];
  const since = performance.now();
  for (;;) {
    const { code, stdout, stderr } = await host.exec(argv, { check: false });
    if (code === 0) return stdout.trim();
    if (!passing.test(stderr) || performance.now() - since > patienceMs) {
      throw new Error(`${host.name}: kubectl ${args.join(" ")}: ${stderr.trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export interface NodeLine {
  readonly name: string;
  readonly ready: boolean;
  readonly roles: readonly string[];
  readonly version: string;
}

interface NodeObject {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly status: {
    readonly conditions: readonly { readonly type: string; readonly status: string }[];
    readonly nodeInfo: { readonly kubeletVersion: string };
  };
}

/** All nodes, once they are so many and each is Ready: a kubelet that was slow to say that it lives is not for a moment. */
export async function readyNodes(host: LabHost, count: number): Promise<readonly NodeLine[]> {
  let seen: readonly NodeLine[] = [];
  await until(180_000, `${count} Ready nodes`, async () => {
    seen = await nodes(host);
    const ready = seen.length === count && seen.every((node) => node.ready);
    return ready || seen.map(({ name, ready: is }) => `${name} ${is ? "Ready" : "not Ready"}`).join(", ");
  });
  return seen;
}

const rolePrefix = "node-role.kubernetes.io/";

export async function nodes(host: LabHost): Promise<readonly NodeLine[]> {
  const list: { readonly items: readonly NodeObject[] } = JSON.parse(await kubectl(host, "get", "nodes", "-o", "json"));
  return list.items.map(({ metadata, status }) => ({
    name: metadata.name,
    ready: status.conditions.some(({ type, status: state }) => type === "Ready" && state === "True"),
    roles: Object.keys(metadata.labels).flatMap((label) =>
      label.startsWith(rolePrefix) ? [label.slice(rolePrefix.length)] : [],
    ),
    version: status.nodeInfo.kubeletVersion,
  }));
}

export interface PodLine {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  readonly ip: string;
  readonly ready: boolean;
  /** All its containers run; a kubelet of this version may see a static pod's Ready only 90 s later. */
  readonly running: boolean;
}

type ContainerStatuses = readonly { readonly state: { readonly running?: object } }[];

interface PodObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: ContainerStatuses;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

export async function pods(host: LabHost, ...selection: readonly string[]): Promise<readonly PodLine[]> {
  const list: { readonly items: readonly PodObject[] } = JSON.parse(
    await kubectl(host, "get", "pods", ...selection, "-o", "json"),
  );
  return list.items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    namespace: metadata.namespace,
    node: spec.nodeName ?? "",
    ip: status.podIP ?? "",
    running: isRunning(status.containerStatuses),
    ready: (status.conditions ?? []).some(({ type, status: state }) => type === "Ready" && state === "True"),
  }));
}

/** Nothing is known of the containers of a pod that its kubelet has not told of yet. */
function isRunning(containers: ContainerStatuses = []): boolean {
  return containers.length > 0 && containers.every(({ state }) => state.running !== undefined);
}

/** All pods, once each of them runs: a kubelet that was just started, or whose apiserver was just killed, tells of them late. */
export async function runningPods(host: LabHost, ...selection: readonly string[]): Promise<readonly PodLine[]> {
  let seen: readonly PodLine[] = [];
  await until(180_000, "every pod to run", async () => {
    seen = await pods(host, ...selection);
    const others = seen.filter(({ running }) => !running).map(({ name, node }) => `${name} on ${node} does not`);
    return seen.length > 0 && others.length === 0 ? true : others.join(", ") || "no pods";
  });
  return seen;
}

/** Whatever docker runs on these hosts now, as docker itself tells it: no word of a kubelet is waited for. */
export async function containersOn(hosts: readonly LabHost[]): Promise<readonly string[]> {
  const running = await Promise.all(hosts.map((host) => host.exec(["docker", "ps", "--quiet", "--no-trunc"])));
  return running.map(({ stdout }) => stdout.trim().split("\n").sort().join("\n"));
}
