import { configDocument } from "@quorate/shared/step/kubernetes-grammar";
import { describe, expect, it } from "vitest";
import { fakeHosts, fakeSpec, fakeWorkers } from "../../../../../test/fakes/cluster.ts";
import type { ClusterSpec, HostSpec } from "../../spec/cluster-spec.ts";
import { clusterDocument } from "./cluster-document.ts";
import { initDocument } from "./init-document.ts";
import { initDocuments } from "./init-documents.ts";
import { joinDocument } from "./join-document.ts";

const caHash = `sha256:${"a".repeat(64)}`;
const base = fakeSpec();
const [master, worker] = [...fakeHosts(1), ...fakeWorkers(1)];
if (!master || !worker) throw new Error("two hosts expected");

const specOf = (
  version: string,
  kubernetes: Partial<ClusterSpec["kubernetes"]> = {},
  rest: Partial<ClusterSpec> = {},
) => fakeSpec({ ...rest, kubernetes: { ...base.kubernetes, version, ...kubernetes } });
const init = (spec: ClusterSpec) => initDocument(master, spec);
const join = (spec: ClusterSpec, host: HostSpec = master) => joinDocument(host, spec, caHash);
const kinds = (spec: ClusterSpec) => initDocuments(master, spec).map(({ apiVersion, kind }) => `${apiVersion} ${kind}`);

describe("the documents of kubeadm", () => {
  it.each([
    ["1.15.1", "v1beta2"],
    ["1.20.2", "v1beta2"],
    ["1.21.14", "v1beta2"],
    ["1.22.0", "v1beta3"],
    ["1.30.9", "v1beta3"],
    ["1.31.0", "v1beta4"],
    ["1.37.1", "v1beta4"],
  ])("speak to kubeadm %s in %s", (version, api) => {
    const spec = specOf(version);
    expect(kinds(spec)).toEqual([
      `kubeadm.k8s.io/${api} InitConfiguration`,
      `kubeadm.k8s.io/${api} ClusterConfiguration`,
      "kubelet.config.k8s.io/v1beta1 KubeletConfiguration",
      "kubeproxy.config.k8s.io/v1alpha1 KubeProxyConfiguration",
    ]);
    expect(join(spec).apiVersion).toBe(`kubeadm.k8s.io/${api}`);
  });

  it("leave the wait for the apiserver with the cluster until 1.30, and put all waits in one place from 1.31 on", () => {
    const older = specOf("1.28.0");
    expect(clusterDocument(older)).toMatchObject({ apiServer: { timeoutForControlPlane: "4m0s" } });
    expect(init(older)).not.toHaveProperty("timeouts");
    expect(join(older)).toMatchObject({ discovery: { timeout: "2m0s" } });
    const newer = specOf("1.37.1");
    expect(clusterDocument(newer)).not.toHaveProperty("apiServer.timeoutForControlPlane");
    expect(init(newer)).toMatchObject({ timeouts: { controlPlaneComponentHealthCheck: "4m0s" } });
    expect(join(newer)).toMatchObject({ timeouts: { discovery: "2m0s" } });
    expect(join(newer)).not.toHaveProperty("discovery.timeout");
  });

  it("never let kubeadm pull by itself where its configuration can say so", () => {
    expect(init(specOf("1.21.14"))).not.toHaveProperty("nodeRegistration.imagePullPolicy");
    expect(init(specOf("1.22.0"))).toHaveProperty("nodeRegistration.imagePullPolicy", "Never");
    expect(join(specOf("1.37.1"))).toHaveProperty("nodeRegistration.imagePullPolicy", "Never");
  });

  it.each([
    ["1.23.9", ["node-role.kubernetes.io/master"]],
    ["1.24.0", ["node-role.kubernetes.io/master", "node-role.kubernetes.io/control-plane"]],
    ["1.25.0", ["node-role.kubernetes.io/control-plane"]],
  ])("taint a control-plane node of %s by the names of that time", (version, keys) => {
    const taints = keys.map((key) => ({ key, effect: "NoSchedule" }));
    expect(init(specOf(version))).toHaveProperty("nodeRegistration.taints", taints);
  });

  it("say that there are no taints, where kubeadm would add its own to a list that is missing", () => {
    expect(init(specOf("1.20.2", { taintControlPlane: false }))).toHaveProperty("nodeRegistration.taints", []);
    expect(join(specOf("1.20.2"), worker)).toHaveProperty("nodeRegistration.taints", []);
  });

  it("name the runtime's socket in the way of the version", () => {
    const socket = (version: string, runtime: ClusterSpec["runtime"]) =>
      init(specOf(version, {}, { runtime }))["nodeRegistration"];
    const containerd = base.runtime;
    expect(socket("1.23.0", containerd)).toMatchObject({ criSocket: "/run/containerd/containerd.sock" });
    expect(socket("1.24.0", containerd)).toMatchObject({ criSocket: "unix:///run/containerd/containerd.sock" });
    const docker = { name: "docker", packages: ["docker-ce"], mirrors: [] } as const;
    expect(socket("1.15.1", docker)).toMatchObject({ criSocket: "/var/run/dockershim.sock" });
  });

  it("say where the apiserver of each control-plane host listens, and nothing of one to a worker", () => {
    const localAPIEndpoint = { advertiseAddress: "10.0.0.1", bindPort: 6443 };
    expect(init(base)).toMatchObject({ localAPIEndpoint });
    expect(join(base)).toMatchObject({ controlPlane: { localAPIEndpoint } });
    expect(join(base, worker)).not.toHaveProperty("controlPlane");
  });

  it("pin discovery by the CA's hash and go through the virtual IP", () => {
    expect(join(base)).toMatchObject({
      discovery: { bootstrapToken: { apiServerEndpoint: "10.0.0.100:12567", caCertHashes: [caHash] } },
    });
    const endpoint = { ...base.endpoint, vip: "fd00::64", prefix: 64 };
    expect(clusterDocument(fakeSpec({ endpoint }))).toMatchObject({ controlPlaneEndpoint: "[fd00::64]:12567" });
  });

  it("hold no token and no certificate key", () => {
    for (const document of [...initDocuments(master, base), join(base), join(base, worker)]) {
      expect(JSON.stringify(document)).not.toMatch(/"token"|certificateKey/);
    }
  });

  it("certify the apiservers for every name they are called by, each once", () => {
    const spec = specOf("1.20.2", { certSans: ["api.example.org", "m1"] });
    expect(clusterDocument(spec)).toHaveProperty("apiServer.certSANs", [
      ...["10.0.0.100", "m1", "m2", "m3", "10.0.0.1", "10.0.0.2", "10.0.0.3"],
      ...["localhost", "127.0.0.1", "api.example.org"],
    ]);
  });

  it("give external etcd with the apiserver's own pair, and stacked etcd a directory that kubeadm reset does not know", () => {
    const directory = "/etc/quorate/pki/apiserver";
    expect(clusterDocument(base)["etcd"]).toEqual({
      external: {
        endpoints: ["https://10.0.0.1:2379", "https://10.0.0.2:2379", "https://10.0.0.3:2379"],
        caFile: `${directory}/etcd-ca.crt`,
        certFile: `${directory}/etcd-client.crt`,
        keyFile: `${directory}/etcd-client.key`,
      },
    });
    const stacked = fakeSpec({ etcd: { ...base.etcd, topology: "stacked" } });
    expect(clusterDocument(stacked)["etcd"]).toEqual({ local: { dataDir: "/var/lib/quorate-etcd" } });
  });

  it.each([
    ["1.20.2", undefined],
    ["1.21.0", { type: "CoreDNS", imageRepository: "registry.k8s.io/coredns" }],
    ["1.24.0", { imageRepository: "registry.k8s.io/coredns" }],
    ["1.25.0", undefined],
  ])("find CoreDNS of %s where the official registry keeps it", (version, dns) => {
    expect(clusterDocument(specOf(version))["dns"]).toEqual(dns);
    const mirror = specOf(version, { imageRepository: "mirror.example.org/kubernetes" });
    expect(clusterDocument(mirror)).not.toHaveProperty("dns");
  });

  it("leave kube-proxy's document out when the addon is not wanted", () => {
    expect(kinds(specOf("1.20.2", { skipAddons: ["kube-proxy"] }))).toHaveLength(3);
  });

  it("keep the kubelet up on a host whose swap stays", () => {
    const kubelet = (spec: ClusterSpec) => initDocuments(master, spec)[2];
    expect(kubelet(base)).toEqual({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      cgroupDriver: "systemd",
    });
    expect(kubelet(fakeSpec({ system: { ...base.system, swap: "leave" } }))).toMatchObject({ failSwapOn: false });
  });

  it("lie under what the operator wrote: objects merge, lists and values replace, kind and version stay", () => {
    const wish = {
      kind: "Other",
      networking: { dnsDomain: "example.org" },
      apiServer: { certSANs: ["only.example.org"], extraArgs: { "audit-log-path": "/var/log/audit.log" } },
    };
    const spec = specOf("1.20.2", { kubeadm: { ...base.kubernetes.kubeadm, cluster: wish } });
    expect(clusterDocument(spec)).toMatchObject({
      kind: "ClusterConfiguration",
      networking: { dnsDomain: "example.org", podSubnet: "10.244.0.0/16" },
      apiServer: {
        certSANs: ["only.example.org"],
        extraArgs: { "audit-log-path": "/var/log/audit.log" },
        timeoutForControlPlane: "4m0s",
      },
    });
  });

  it("never make a control plane of a worker, whatever the operator wrote for joins", () => {
    const wish = { controlPlane: { localAPIEndpoint: { bindPort: 7443 } }, nodeRegistration: { name: "other" } };
    const spec = specOf("1.20.2", { kubeadm: { ...base.kubernetes.kubeadm, join: wish } });
    expect(join(spec)).toMatchObject({ controlPlane: { localAPIEndpoint: { bindPort: 7443 } } });
    expect(join(spec, worker)).not.toHaveProperty("controlPlane");
    expect(join(spec, worker)).toMatchObject({ nodeRegistration: { name: "other" } });
  });

  it("are documents as the contract wants them", () => {
    for (const document of initDocuments(master, base)) expect(configDocument.safeParse(document).success).toBe(true);
  });
});
