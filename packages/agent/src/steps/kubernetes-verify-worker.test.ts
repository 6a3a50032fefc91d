import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../test/fakes/fake-host.ts";
import { FakeCluster, node } from "../../../../test/fakes/fake-kubernetes.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { PacedClock } from "../../../../test/fakes/paced-clock.ts";
import { kubernetesVerifyBy } from "./kubernetes-verify.ts";

describe("kubernetes.verify on a worker", () => {
  const kubeconfig = "/etc/kubernetes/kubelet.conf";
  const pem = "/var/lib/kubelet/pki/kubelet-client-current.pem";
  const files = {
    [kubeconfig]: `clusters:\n- cluster:\n    certificate-authority-data: ${Buffer.from("CA").toString("base64")}\n    server: https://192.168.1.33:12567\nusers:\n- name: default-auth\n  user:\n    client-certificate: ${pem}\n    client-key: ${pem}\n`,
    [pem]: "PAIR",
  };
  const worker = {
    ...{ name: "w1", kubeconfig, nodes: [], expectReady: true, staticPods: [], leaders: [] },
    endpoint: { url: "https://192.168.1.33:12567", caFile: "/pki/ca.crt" },
  };

  function runWorker(world: FakeCluster) {
    const ctx = fakeStepContext(fakeHost({ files: { "/pki/ca.crt": "CA", ...files } }), { clock: new PacedClock() });
    return { ctx, result: kubernetesVerifyBy(world.ask).check(worker, ctx) };
  }

  it("asks for its own node with the kubelet's identity, and needs no kubectl", async () => {
    const world = new FakeCluster();
    world.replies.set("192.168.1.33:12567 /api/v1/nodes/w1", { status: 200, text: JSON.stringify(node("w1")) });
    const { result } = runWorker(world);
    expect((await result).nodes.map(({ name, ready }) => [name, ready])).toEqual([["w1", true]]);
    expect(world.asked.find(({ question }) => question.path.startsWith("/api"))?.peer.tls).toEqual({
      ca: "CA",
      cert: "PAIR",
      key: "PAIR",
    });
  });

  it("waits for a node that is not registered yet", async () => {
    const world = new FakeCluster();
    world.replies.set("192.168.1.33:12567 /api/v1/nodes/w1", { status: 404, text: "not found" });
    const clock = new PacedClock((now) => {
      if (now >= 1_700_000_005_000)
        world.replies.set("192.168.1.33:12567 /api/v1/nodes/w1", { status: 200, text: JSON.stringify(node("w1")) });
    });
    const ctx = fakeStepContext(fakeHost({ files: { "/pki/ca.crt": "CA", ...files } }), { clock });
    await kubernetesVerifyBy(world.ask).check(worker, ctx);
    expect(ctx.lines).toEqual(["waiting for node w1: not registered"]);
  });
});
