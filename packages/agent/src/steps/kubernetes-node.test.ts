import { describe, expect, it } from "vitest";
import { exited, fakeHost, succeeded } from "../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { kubernetesNode } from "./kubernetes-node.ts";

const master = "node-role.kubernetes.io/master";
const controlPlane = "node-role.kubernetes.io/control-plane";
const input = {
  name: "m1",
  kubeconfig: "/etc/kubernetes/admin.conf",
  taints: [{ key: controlPlane, effect: "NoSchedule" as const }],
  managedTaintKeys: [master, controlPlane],
  labels: { "quorate.dev/etcd": "external", [controlPlane]: "" },
};

interface FakeNode {
  taints: { key: string; effect: string; value?: string }[];
  readonly labels: Record<string, string>;
}

/** A Node in memory, which kubectl taint and label change as kubectl 1.20.2 does. */
function cluster(node: FakeNode | undefined) {
  const host = fakeHost({
    commands: [
      (argv) => {
        const verb = argv.find((word) => ["get", "taint", "label"].includes(word));
        if (verb === "get") return succeeded(node ? json(node) : "");
        if (!node) return exited(1, 'Error from server (NotFound): nodes "m1" not found');
        const [, ...changes] = argv.slice(argv.indexOf("--") + 1);
        for (const change of changes) (verb === "taint" ? taint : label)(node, change);
        return succeeded();
      },
    ],
  });
  return { host, ctx: fakeStepContext(host) };
}

function taint(node: FakeNode, change: string): void {
  const [key = "", effect = ""] = change.replace(/-$/, "").replace("=", "").split(":");
  node.taints = node.taints.filter((each) => each.key !== key || each.effect !== effect);
  if (!change.endsWith("-")) node.taints.push({ key, effect });
}

function label(node: FakeNode, change: string): void {
  const [key = "", value = ""] = change.split("=");
  node.labels[key] = value;
}

function json({ taints, labels }: FakeNode): string {
  return JSON.stringify({
    metadata: { name: "m1", labels },
    spec: { taints },
    status: { conditions: [], nodeInfo: { kubeletVersion: "v1.20.2" } },
  });
}

describe("kubernetes.node", () => {
  it("sets what is wanted, takes away what is managed and not wanted, and then finds nothing to do", async () => {
    const node: FakeNode = {
      taints: [{ key: master, effect: "NoSchedule" }],
      labels: { "quorate.dev/etcd": "stacked" },
    };
    const { ctx } = cluster(node);
    expect(await kubernetesNode.probe(input, ctx)).toEqual([
      { what: `taint ${controlPlane}:NoSchedule`, have: "absent", want: "present" },
      { what: `taint ${master}:NoSchedule`, have: "present", want: "absent" },
      { what: "label quorate.dev/etcd", have: "stacked", want: "external" },
      { what: `label ${controlPlane}`, have: "absent", want: "present" },
    ]);
    await kubernetesNode.apply(input, ctx);
    expect(node.taints).toEqual([{ key: controlPlane, effect: "NoSchedule" }]);
    expect(node.labels).toEqual({ "quorate.dev/etcd": "external", [controlPlane]: "" });
    expect(await kubernetesNode.probe(input, ctx)).toEqual([]);
  });

  it("leaves the taints and labels of others alone", async () => {
    const theirs = { key: "dedicated", effect: "NoSchedule", value: "db" };
    const node: FakeNode = {
      taints: [theirs, { key: controlPlane, effect: "NoExecute" }],
      labels: { rack: "7" },
    };
    const { ctx } = cluster(node);
    await kubernetesNode.apply(input, ctx);
    expect(node.taints).toEqual([theirs, { key: controlPlane, effect: "NoSchedule" }]);
    expect(node.labels).toMatchObject({ rack: "7" });
  });

  it("names the node that the cluster does not have", async () => {
    await expect(kubernetesNode.probe(input, cluster(undefined).ctx)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: 'the cluster has no Node "m1"',
    });
  });
});
