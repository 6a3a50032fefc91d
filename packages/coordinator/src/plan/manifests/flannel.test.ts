import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fakeSpec } from "../../../../../test/fakes/cluster.ts";
import type { ClusterSpec } from "../../spec/cluster-spec.ts";
import { networkManifests } from "./network-manifests.ts";

const base = fakeSpec().kubernetes;
const object = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const list = z.object({ apiVersion: z.literal("v1"), kind: z.literal("List"), items: z.array(object) });

function flannel(kubernetes: Partial<ClusterSpec["kubernetes"]> = {}) {
  const spec = fakeSpec({ kubernetes: { ...base, network: { plugin: "flannel" }, ...kubernetes } });
  const [manifest] = networkManifests(spec);
  if (!manifest) throw new Error("a manifest expected");
  return { text: manifest.text, items: list.parse(JSON.parse(manifest.text)).items };
}

const shown = (items: readonly z.infer<typeof object>[]) =>
  items.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

describe("the manifest of flannel", () => {
  it.each(["1.15.1", "1.20.2", "1.24.17", "1.25.0", "1.37.1"])("asks %s only for APIs that it has", (version) => {
    const known = [
      ...["v1 Namespace", "v1 ServiceAccount", "v1 ConfigMap", "apps/v1 DaemonSet"],
      ...["rbac.authorization.k8s.io/v1 ClusterRole", "rbac.authorization.k8s.io/v1 ClusterRoleBinding"],
    ];
    expect(shown(flannel({ version }).items).filter((one) => !known.includes(one))).toEqual([]);
  });

  it("keeps its critical pods in kube-system where only that namespace may have them", () => {
    const spaces = (version: string) =>
      new Set(flannel({ version }).items.flatMap(({ metadata }) => metadata.namespace ?? []));
    expect(spaces("1.15.1")).toEqual(new Set(["kube-system"]));
    expect(spaces("1.25.0")).toEqual(new Set(["kube-flannel"]));
  });

  it("makes the namespace before what is in it, and lets its pods in where admission is strict", () => {
    const [first] = flannel({ version: "1.28.0" }).items;
    expect(first).toMatchObject({
      kind: "Namespace",
      metadata: { name: "kube-flannel", labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
    });
  });

  it("has the pod network of the spec, of either family", () => {
    expect(flannel({ podSubnet: "10.99.0.0/16" }).text).toContain('\\"Network\\": \\"10.99.0.0/16\\"');
    expect(flannel({ podSubnet: "fd00:10::/56" }).text).toContain('\\"IPv6Network\\": \\"fd00:10::/56\\"');
  });

  it("uses nftables where kube-proxy does, as far as it can", () => {
    const said = 'EnableNFTables\\": true';
    expect(flannel({ version: "1.37.1", proxyMode: "nftables" }).text).toContain(said);
    expect(flannel({ version: "1.37.1", proxyMode: "iptables" }).text).not.toContain(said);
    expect(flannel({ version: "1.20.2" }).text).not.toContain("EnableNFTables");
  });

  it("comes from the repository of the spec, every image pinned", () => {
    const images = (text: string) => [...text.matchAll(/"image": "([^"]+)"/g)].map(([, image]) => image);
    expect(images(flannel({ version: "1.37.1" }).text)).toEqual([
      "docker.io/flannel/flannel-cni-plugin:v1.9.1-flannel1",
      "docker.io/flannel/flannel:v0.28.4",
      "docker.io/flannel/flannel:v0.28.4",
    ]);
    const own = flannel({ network: { plugin: "flannel", imageRepository: "mirror.example.org/flannel" } });
    expect(images(own.text).every((image) => image?.startsWith("mirror.example.org/flannel/flannel"))).toBe(true);
  });

  it("runs on nodes of any taint, not-ready among them", () => {
    const daemon = flannel().items.find(({ kind }) => kind === "DaemonSet");
    expect(daemon).toMatchObject({
      spec: {
        template: { spec: { tolerations: [{ operator: "Exists", effect: "NoSchedule" }, { operator: "Exists" }] } },
      },
    });
  });

  it("mounts only volumes that its pod has", () => {
    const { text } = flannel();
    const daemon = z
      .object({
        spec: z.object({
          template: z.object({
            spec: z.object({
              volumes: z.array(z.looseObject({ name: z.string() })),
              containers: z.array(z.looseObject({ volumeMounts: z.array(z.object({ name: z.string() }).loose()) })),
              initContainers: z.array(z.looseObject({ volumeMounts: z.array(z.object({ name: z.string() }).loose()) })),
            }),
          }),
        }),
      })
      .parse(list.parse(JSON.parse(text)).items.find(({ kind }) => kind === "DaemonSet"));
    const { volumes, containers, initContainers } = daemon.spec.template.spec;
    const mounted = [...containers, ...initContainers].flatMap(({ volumeMounts }) =>
      volumeMounts.map(({ name }) => name),
    );
    expect(new Set(mounted)).toEqual(new Set(volumes.map(({ name }) => name)));
  });
});

describe("networkManifests", () => {
  it("gives the spec's own texts in their order, and nothing when the spec wants none", () => {
    const manifests = [
      { name: "b.yaml", text: "b" },
      { name: "a.yaml", text: "a" },
    ];
    const spec = fakeSpec({ kubernetes: { ...base, network: { plugin: "manifests", manifests } } });
    expect(networkManifests(spec)).toEqual(manifests);
    expect(networkManifests(fakeSpec())).toEqual([]);
  });
});
