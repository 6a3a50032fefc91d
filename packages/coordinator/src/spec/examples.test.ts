import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseSpecWithWarnings } from "./parse-spec.ts";
import { carriedFiles } from "./spec-files.ts";

const folder = new URL("../../../../deploy/examples/", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, folder), "utf8");
const examples = readdirSync(folder).filter((file) => file.endsWith(".yaml"));

/** What users must bring beside offline.yaml. */
const brought = carriedFiles({
  "own-packages.asc": "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----\n",
  "pod-network.yaml": "apiVersion: apps/v1\nkind: DaemonSet\n",
});

describe("the examples", () => {
  it("are those of the two profiles, one with stacked etcd and one without the internet", () => {
    expect(examples.sort()).toEqual(["blog.yaml", "current.yaml", "offline.yaml", "stacked.yaml"]);
  });

  it.each(examples)("%s is accepted without a warning", (file) => {
    expect(parseSpecWithWarnings(read(file), file, brought).warnings).toEqual([]);
  });

  it("offline.yaml brings everything along", () => {
    const { kubernetes, runtime, packages } = parseSpecWithWarnings(read("offline.yaml"), "offline.yaml", brought).spec;
    expect(kubernetes.images.map(({ image }) => image)).toContain("registry.k8s.io/kube-apiserver:v1.20.2");
    expect(kubernetes.network).toEqual({
      plugin: "manifests",
      manifests: [{ name: "pod-network.yaml", text: "apiVersion: apps/v1\nkind: DaemonSet\n" }],
    });
    expect(runtime).toEqual({ name: "containerd", packages: ["containerd"], mirrors: [] });
    expect(packages.versions).not.toHaveProperty("containerd");
  });

  it("stacked.yaml has workers, and leaves etcd to kubeadm", () => {
    const { spec } = parseSpecWithWarnings(read("stacked.yaml"), "stacked.yaml");
    expect(spec.etcd).toMatchObject({ topology: "stacked", dataDir: "/var/lib/etcd" });
    expect(spec.hosts.filter(({ role }) => role === "worker")).toHaveLength(2);
  });

  it.each(examples)("%s names the schema for editors", (file) => {
    expect(read(file)).toMatch(/^# yaml-language-server: \$schema=\.\.\/cluster\.schema\.json\n/);
  });

  it("blog.yaml is the cluster of the post", () => {
    const { spec } = parseSpecWithWarnings(read("blog.yaml"), "blog.yaml");
    expect(spec.hosts.map(({ name, address }) => `${name} ${address}`)).toEqual([
      "k8s-master90 192.168.1.90",
      "k8s-master91 192.168.1.91",
      "k8s-master93 192.168.1.93",
    ]);
    expect(spec.endpoint).toMatchObject({ vip: "192.168.1.33", port: 12_567, virtualRouterId: 33 });
    expect(spec.kubernetes).toMatchObject({ version: "1.15.1", serviceSubnet: "10.10.0.0/16" });
  });

  it("current.yaml spells out defaults: without them it means the same", () => {
    const text = read("current.yaml");
    const short = `${text.slice(0, text.indexOf("    port: 8443"))}`;
    expect(parseSpecWithWarnings(short, "short").spec).toEqual(parseSpecWithWarnings(text, "current.yaml").spec);
  });
});
