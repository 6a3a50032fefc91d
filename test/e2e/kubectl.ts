import type { LabHost } from "../lab/lab-host.ts";

/** kubectl on a control-plane host, as root finds it there. */
export async function kubectl(host: LabHost, ...args: readonly string[]): Promise<string> {
  const { stdout } = await host.exec(["kubectl", "--kubeconfig", "/etc/kubernetes/admin.conf", ...args]);
  return stdout.trim();
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

interface PodObject {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: {
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly state: { readonly running?: object } }[];
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
    running: (status.containerStatuses ?? []).every(({ state }) => state.running !== undefined),
    ready: (status.conditions ?? []).some(({ type, status: state }) => type === "Ready" && state === "True"),
  }));
}
