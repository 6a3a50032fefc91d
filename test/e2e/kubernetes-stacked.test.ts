import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { type Registry, startRegistry } from "../lab/registry.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { bundle } from "./image-bundle.ts";
import { kubectl, nodes, pods } from "./kubectl.ts";
import { type BootstrapResult, Site } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";

// The other choice at every fork: containerd for docker, etcd stacked under kubeadm for our own.
const lab = openLab("k8s-stacked");
const site = new Site(lab);
let spec = "";
const [first, second] = lab.hosts as readonly [LabHost, LabHost];
let formed: BootstrapResult;
let registry: Registry | undefined;
const official = (image: string): boolean => image.startsWith("k8s.gcr.io/");

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  const images = await bundle(lab, "stacked");
  // Kubernetes' own images come from a registry on the hosts' network, the lab's own from archives.
  registry = await startRegistry(lab, { images: images.flatMap(({ image }) => (official(image) ? [image] : [])) });
  spec = await clusterYaml(lab, {
    etcd: "3.5",
    topology: "stacked",
    runtime: "containerd",
    mirrors: [{ registry: "k8s.gcr.io", endpoints: [`http://${registry.address}`], insecure: true }],
    kubernetes: {
      provokeOutages: false,
      taintControlPlane: true,
      images: images.filter(({ image }) => !official(image)),
    },
  });
  await site.serve();
  await site.enrol();
  formed = await site.bootstrap(spec);
});

afterAll(async () => {
  await registry?.stop();
  await site.stop();
  await lab.down();
});

describe("containerd and stacked etcd", () => {
  it("give three Ready masters", async () => {
    expect(formed.stderr).toBe("");
    expect(formed.code).toBe(0);
    expect((await nodes(first)).filter(({ ready }) => ready)).toHaveLength(3);
  });

  it("pulled every official image from the mirror, on all hosts, before init", () => {
    for (const { name } of lab.hosts) {
      const step = eventsOf(formed.events, "step.finished").find((event) => event.step === `images/ensure/${name}`);
      expect(step?.output).toMatchObject({ pulled: expect.arrayContaining(["k8s.gcr.io/kube-apiserver:v1.20.2"]) });
    }
  });

  it("run an etcd member under the kubelet on every host, and none under systemd", async () => {
    const members = (await pods(second, "-n", "kube-system", "-l", "component=etcd")).filter((pod) => pod.running);
    expect(members.map(({ node }) => node).sort()).toEqual(lab.hosts.map(({ name }) => name));
    const unit = await first.exec(["systemctl", "is-enabled", "etcd"], { check: false });
    expect(unit.stdout.trim()).not.toBe("enabled");
  });

  it("run their containers under containerd with the systemd cgroup driver", async () => {
    expect(
      await kubectl(first, "get", "node", first.name, "-o", "jsonpath={.status.nodeInfo.containerRuntimeVersion}"),
    ).toMatch(/^containerd:/);
    expect(await first.readFile("/etc/containerd/config.toml")).toContain("SystemdCgroup = true");
    expect((await first.exec(["pgrep", "-x", "dockerd"], { check: false })).code).toBe(1);
  });

  it("keep ordinary pods off the masters when the spec says so", async () => {
    const taints = await kubectl(
      first,
      "get",
      "nodes",
      "-o",
      'jsonpath={.items[*].spec.taints[?(@.key=="node-role.kubernetes.io/master")].effect}',
    );
    expect(taints).toBe("NoSchedule NoSchedule NoSchedule");
  });

  it("are found as they are by a second bootstrap", async () => {
    const run = await site.bootstrap(spec);
    expect(run.code).toBe(0);
    expect(outcomes(run.events).changed).toBe(0);
  });
});
