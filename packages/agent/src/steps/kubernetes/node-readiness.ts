import type { StepOutput } from "@quorate/shared/step/contract";
import type { Missing } from "./missing.ts";
import type { NodeObject } from "./objects.ts";

export type NodeReport = StepOutput<"kubernetes.verify">["nodes"][number];

const rolePrefix = "node-role.kubernetes.io/";

export function nodeReport({ metadata, status }: NodeObject): NodeReport {
  const roles = Object.keys(metadata.labels).filter((key) => key.startsWith(rolePrefix));
  return {
    name: metadata.name,
    ready: readyCondition(status)?.status === "True",
    roles: roles.map((key) => key.slice(rolePrefix.length)).sort(),
    version: status.nodeInfo.kubeletVersion,
  };
}

/** What is wrong with these nodes; with `expectReady` false only those that are not there. */
export function missingNodes(
  names: readonly string[],
  nodes: readonly NodeObject[],
  expectReady: boolean,
): readonly Missing[] {
  return names.flatMap((name): readonly Missing[] => {
    const what = `node ${name}`;
    const node = nodes.find(({ metadata }) => metadata.name === name);
    if (!node) return [{ what, why: "not registered", hint: `on ${name}: journalctl -u kubelet -e` }];
    return expectReady ? notReady(what, name, node) : [];
  });
}

function notReady(what: string, name: string, { status }: NodeObject): readonly Missing[] {
  const ready = readyCondition(status);
  if (ready?.status === "True") return [];
  const said = ready?.message ?? "it says nothing of itself yet";
  const known = causes.find(({ pattern }) => pattern.test(said));
  if (!known) return [{ what, why: `not Ready: ${said.slice(0, 300)}`, hint: `on ${name}: journalctl -u kubelet -e` }];
  return [{ what, why: `not Ready: ${known.cause} (${said.slice(0, 200)})`, hint: known.fix.replaceAll("HOST", name) }];
}

function readyCondition({ conditions }: NodeObject["status"]) {
  return conditions.find(({ type }) => type === "Ready");
}

interface NodeCause {
  readonly pattern: RegExp;
  readonly cause: string;
  /** HOST stands for the node's host. */
  readonly fix: string;
}

/** What the kubelet (pkg/kubelet/nodestatus) and the node controller write as the reason of a node that is not Ready. */
const causes: readonly NodeCause[] = [
  {
    pattern: /cni config uninitialized|cni plugin not initialized|[Nn]etwork plugin (?:is not ready|returns error)/,
    cause: "the host has no network plugin yet",
    fix: "the plugin's pod writes /etc/cni/net.d on HOST: see why it does not run; with spec.kubernetes.network none, put the configuration there",
  },
  {
    pattern: /PLEG is not healthy|[Cc]ontainer runtime (?:is down|not ready|status check)/,
    cause: "its container runtime does not answer",
    fix: "on HOST: systemctl status docker containerd; journalctl -u kubelet -e",
  },
  {
    pattern: /[Kk]ubelet stopped posting node status/,
    cause: "its kubelet has stopped, or does not reach the apiserver through the virtual IP",
    fix: "on HOST: systemctl status kubelet; journalctl -u kubelet -e",
  },
  {
    pattern: /failed to initialize CSINode|CSINode is not yet initialized/,
    cause: "its kubelet has only just registered",
    fix: "if it lasts: on HOST: journalctl -u kubelet -e",
  },
];
