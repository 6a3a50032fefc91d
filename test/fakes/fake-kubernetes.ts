import type { HttpPeer, HttpQuestion } from "../../packages/agent/src/steps/http-exchange.ts";
import type { Ask } from "../../packages/agent/src/steps/kubernetes/health-question.ts";
import { exited, type FakeCommand, succeeded } from "./fake-host.ts";

const serverTime = "2026-01-01T12:00:00Z";
export const noNetwork =
  "runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized";

export function node(name: string, problem?: string) {
  const ready = {
    type: "Ready",
    status: problem === undefined ? "True" : "False",
    message: problem ?? "kubelet is posting ready status",
  };
  return {
    metadata: {
      name,
      labels: { "node-role.kubernetes.io/master": "", "node-role.kubernetes.io/control-plane": "", rack: "1" },
    },
    spec: {},
    status: {
      conditions: [{ type: "MemoryPressure", status: "False" }, ready],
      nodeInfo: { kubeletVersion: "v1.20.2" },
    },
  };
}

export function pod(name: string, waiting?: { reason: string; message: string }) {
  const ready = { type: "Ready", status: waiting ? "False" : "True" };
  const container = {
    name: "kube-apiserver",
    image: "k8s.gcr.io/kube-apiserver:v1.20.2",
    ready: !waiting,
    restartCount: waiting ? 3 : 0,
  };
  return {
    metadata: { name, namespace: "kube-system" },
    spec: { nodeName: "m1" },
    status: {
      phase: "Running",
      conditions: [ready],
      containerStatuses: [{ ...container, state: waiting ? { waiting } : { running: {} } }],
    },
  };
}

/** What kubectl and HTTPS say of a cluster now; tests change it. */
export class FakeCluster {
  nodes: object[] = [node("m1"), node("m2")];
  pods: object[] = [pod("kube-apiserver-m1")];
  leases: object[] = [
    {
      metadata: { name: "kube-scheduler" },
      spec: { holderIdentity: "m2_7", renewTime: "2026-01-01T11:59:58.000000Z" },
    },
  ];
  logs = "";
  kubectlFails: string | undefined;
  /** Replies by "HOST:PORT PATH"; the usual one where none is given. */
  readonly replies = new Map<string, { status: number; text: string } | string>();
  readonly asked: { readonly peer: HttpPeer; readonly question: HttpQuestion }[] = [];

  setNodes(...nodes: object[]): void {
    this.nodes = nodes;
  }

  readonly kubectl: FakeCommand = ([program, ...words]) => {
    if (program !== "kubectl") return undefined;
    if (this.kubectlFails !== undefined) return exited(1, this.kubectlFails);
    const [verb, what] = words.filter((word) => !word.startsWith("-"));
    if (verb === "logs") return succeeded(this.logs);
    const items = { nodes: this.nodes, pods: this.pods, "leases.coordination.k8s.io": this.leases, events: [] };
    return succeeded(JSON.stringify({ items: items[what as keyof typeof items] }));
  };

  readonly ask: Ask = async (peer, question, signal) => {
    signal.throwIfAborted();
    this.asked.push({ peer, question });
    const usual = question.path === "/health" ? '{"health":"true"}' : "ok";
    const reply = this.replies.get(`${peer.host}:${peer.port} ${question.path}`) ?? { status: 200, text: usual };
    if (typeof reply === "string") return { ok: false, problem: reply };
    return { ok: true, value: { ...reply, dateMs: Date.parse(serverTime) } };
  };
}
