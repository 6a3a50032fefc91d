import type { ClusterEvent } from "@quorate/shared/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { type Registry, startRegistry } from "../lab/registry.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { bundle } from "./image-bundle.ts";
import { kubectl, pods, readyNodes } from "./kubectl.ts";
import { type BootstrapResult, Site, until } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";
import { addOwnRepository, type Upgrade, upgradeInInit } from "./upgrade-in-init.ts";
import { watchEvents } from "./watch-events.ts";

// The other choice at every fork: containerd for docker, etcd stacked under kubeadm for our own. And while kubeadm
// makes the first master, its agent is upgraded.
const lab = openLab("k8s-stacked");
const site = new Site(lab);
let spec = "";
const [first, second] = lab.hosts as readonly [LabHost, LabHost];
let formed: BootstrapResult;
let upgrade: Upgrade | undefined;
let registry: Registry | undefined;
const initStep = `control-plane/init/${first.name}`;
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
  const own = await site.packages();
  await addOwnRepository(first, own);
  const isNext = ({ agentVersion }: { readonly agentVersion: string }): boolean => agentVersion === own.next;
  let upgrading: Promise<Upgrade> | undefined;
  const stop = await watchEvents(site, (event) => {
    if (event.type !== "lease.granted" || event.step !== initStep) return;
    upgrading ??= upgradeInInit(first, own, async () => eventsOf(await site.events(), "host.connected").some(isNext));
    // It is awaited when the run is over.
    upgrading.catch(() => undefined);
  });
  formed = await site.bootstrap(spec);
  stop();
  upgrade = await upgrading;
});

afterAll(async () => {
  await registry?.stop();
  await site.stop();
  await lab.down();
});

describe("a package upgrade of the agent in the middle of kubeadm init", () => {
  it("puts another agent in its place and leaves kubeadm alone", () => {
    expect(upgrade?.kubeadm).toMatch(/ init( |$)/);
    expect(upgrade?.kubeadmAfterwards).toBe(upgrade?.kubeadm);
  });

  it("is seen by the coordinator while the step runs, which ends well in its first attempt", async () => {
    const { next } = await site.packages();
    // What hosts do belongs to no run.
    const events = await site.events();
    const at = (found: (event: ClusterEvent) => boolean) => events.findIndex(({ event }) => found(event));
    const [begun, connected, ended] = [
      at((event) => event.type === "lease.granted" && event.step === initStep),
      at((event) => event.type === "host.connected" && event.agentVersion === next),
      at((event) => event.type === "step.finished" && event.step === initStep),
    ];
    expect(begun).toBeGreaterThan(0);
    expect(connected).toBeGreaterThan(begun);
    expect(ended).toBeGreaterThan(connected);
    expect(events[ended]?.event).toMatchObject({ outcome: "changed", attempt: 1 });
  });
});

describe("containerd and stacked etcd", () => {
  it("give three Ready masters", async () => {
    expect(formed.stderr).toBe("");
    expect(formed.code).toBe(0);
    expect(await readyNodes(first, 3)).toHaveLength(3);
  });

  it("pulled every official image from the mirror, on all hosts, before init", () => {
    for (const { name } of lab.hosts) {
      const step = eventsOf(formed.events, "step.finished").find((event) => event.step === `images/ensure/${name}`);
      expect(step?.output).toMatchObject({ pulled: expect.arrayContaining(["k8s.gcr.io/kube-apiserver:v1.20.2"]) });
    }
  });

  it("run an etcd member under the kubelet on every host, and none under systemd", async () => {
    const names = lab.hosts.map(({ name }) => name).join(" ");
    await until(120_000, `etcd to run on ${names}`, async () => {
      const members = (await pods(second, "-n", "kube-system", "-l", "component=etcd")).filter((pod) => pod.running);
      const on = members.map(({ node }) => node).sort();
      return on.join(" ") === names || `it runs on ${on.join(" ")}`;
    });
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
