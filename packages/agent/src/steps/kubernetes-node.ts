import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type { ApplyHandler, StepContext } from "./handler.ts";
import { Kubectl } from "./kubernetes/kubectl.ts";
import { type NodeObject, nodeObject } from "./kubernetes/objects.ts";

type Wanted = StepInput<"kubernetes.node">;
type Taint = Wanted["taints"][number];

/** Taints and labels of one Node object. A taint is known by key and effect; whose key is not managed is somebody else's. */
export const kubernetesNode: ApplyHandler<"kubernetes.node"> = {
  type: "apply",

  async probe(input, ctx) {
    const node = await readNode(input, ctx);
    return [...taintDrift(input, node), ...labelDrift(input, node)];
  },

  async apply(input, ctx) {
    const kubectl = new Kubectl(ctx, input.kubeconfig);
    const node = await readNode(input, ctx);
    // One call each: kubectl refuses to add and to take away the same key at once.
    const surplus = surplusTaints(input, node).map(({ key, effect }) => `${key}:${effect}-`);
    if (surplus.length > 0) await kubectl.run(["taint", "node", "--", input.name, ...surplus]);
    const missing = missingTaints(input, node).map(({ key, effect }) => `${key}=:${effect}`);
    if (missing.length > 0) await kubectl.run(["taint", "node", "--overwrite", "--", input.name, ...missing]);
    const labels = otherLabels(input, node).map(([key, value]) => `${key}=${value}`);
    if (labels.length > 0) await kubectl.run(["label", "node", "--overwrite", "--", input.name, ...labels]);
    return {};
  },
};

async function readNode({ name, kubeconfig }: Wanted, ctx: StepContext): Promise<NodeObject> {
  const node = await new Kubectl(ctx, kubeconfig).find(["node", "--", name], nodeObject);
  if (node) return node;
  throw new AppError("KUBERNETES_NOT_READY", `the cluster has no Node "${name}"`, {
    hint: `its kubelet has not registered it: on ${name}: journalctl -u kubelet -e`,
  });
}

function taintDrift(input: Wanted, node: NodeObject): readonly Drift[] {
  return [
    ...missingTaints(input, node).map((taint) => ({ what: `taint ${shown(taint)}`, have: "absent", want: "present" })),
    ...surplusTaints(input, node).map((taint) => ({ what: `taint ${shown(taint)}`, have: "present", want: "absent" })),
  ];
}

function missingTaints({ taints }: Wanted, node: NodeObject): readonly Taint[] {
  return taints.filter((wanted) => !node.spec.taints.some((taint) => shown(taint) === shown(wanted)));
}

function surplusTaints({ taints, managedTaintKeys }: Wanted, node: NodeObject): NodeObject["spec"]["taints"] {
  const wanted = new Set(taints.map(shown));
  return node.spec.taints.filter((taint) => managedTaintKeys.includes(taint.key) && !wanted.has(shown(taint)));
}

function labelDrift(input: Wanted, node: NodeObject): readonly Drift[] {
  return otherLabels(input, node).map(([key, value]) => ({
    what: `label ${key}`,
    have: node.metadata.labels[key] ?? "absent",
    want: value === "" ? "present" : value,
  }));
}

function otherLabels({ labels }: Wanted, node: NodeObject): readonly (readonly [string, string])[] {
  return Object.entries(labels).filter(([key, value]) => node.metadata.labels[key] !== value);
}

function shown({ key, effect }: { readonly key: string; readonly effect: string }): string {
  return `${key}:${effect}`;
}
