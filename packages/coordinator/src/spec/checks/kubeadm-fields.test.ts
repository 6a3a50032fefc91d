import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { parseSpec } from "../parse-spec.ts";

const file = (kubernetes: string) => `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
  endpoint: { vip: 10.20.0.10 }
  kubernetes:
    ${kubernetes}
`;

function refusal(kubernetes: string): string {
  try {
    parseSpec(file(kubernetes), "c");
  } catch (error) {
    return AppError.from(error).message;
  }
  return "";
}

describe("kubeadm's own documents", () => {
  it.each([
    ["cluster: { controlPlaneEndpoint: x }", "cluster.controlPlaneEndpoint", "give it as spec.endpoint"],
    ["cluster: { kubernetesVersion: v1 }", "cluster.kubernetesVersion", "give it as spec.kubernetes.version"],
    ["cluster: { etcd: { local: {} } }", "cluster.etcd", "give it as spec.etcd"],
    [
      "cluster: { networking: { podSubnet: 10.0.0.0/8 } }",
      "cluster.networking.podSubnet",
      "give it as spec.kubernetes.podSubnet",
    ],
    [
      "cluster: { networking: { serviceSubnet: 10.0.0.0/8 } }",
      "cluster.networking.serviceSubnet",
      "give it as spec.kubernetes.serviceSubnet",
    ],
    ["cluster: { apiServer: { certSANs: [] } }", "cluster.apiServer.certSANs", "give it as spec.kubernetes.certSans"],
    ["init: { bootstrapTokens: [] }", "init.bootstrapTokens", "each run makes its own"],
    ["init: { certificateKey: abc }", "init.certificateKey", "Quorate hands certificates over without one: remove it"],
    ["init: { localAPIEndpoint: {} }", "init.localAPIEndpoint", "it follows from spec.hosts[].address"],
    ["init: { nodeRegistration: { name: x } }", "init.nodeRegistration.name", "give it as spec.hosts[].name"],
    ["join: { discovery: {} }", "join.discovery", "each run pins the cluster's CA by its hash"],
    [
      "join: { controlPlane: { certificateKey: abc } }",
      "join.controlPlane.certificateKey",
      "Quorate hands certificates over without one",
    ],
    ["kubelet: { cgroupDriver: cgroupfs }", "kubelet.cgroupDriver", "it is systemd, as the runtime's: remove it"],
    ["kubeProxy: { mode: ipvs }", "kubeProxy.mode", "give it as spec.kubernetes.proxyMode"],
    ["cluster: { apiVersion: x/v1 }", "cluster.apiVersion", "it follows from spec.kubernetes.version: remove it"],
  ])("%s is refused, with the field that says it", (document, field, instead) => {
    const column = 16 + document.indexOf(field.split(".").at(-1) ?? "");
    expect(refusal(`kubeadm: { ${document} }`)).toContain(
      `c:11:${column} spec.kubernetes.kubeadm.${field}: Quorate writes this field itself: ${instead}`,
    );
  });

  it("cannot take away a field by putting a single value over the map that holds it", () => {
    expect(refusal("kubeadm: { cluster: { networking: null } }")).toContain(
      "c:11:27 spec.kubernetes.kubeadm.cluster.networking: Quorate writes this field itself (networking.podSubnet lies in it)",
    );
  });

  it.each([
    ["{ etcd-servers: x }", "etcd-servers", "give it as spec.etcd"],
    ["[{ name: etcd-prefix, value: /x }]", "[0].name", "remove it"],
    ["{ service-cluster-ip-range: x }", "service-cluster-ip-range", "give it as spec.kubernetes.serviceSubnet"],
  ])("cannot say the same by a flag of the apiserver: %s", (args, _place, instead) => {
    const message = refusal(`kubeadm: { cluster: { apiServer: { extraArgs: ${args} } } }`);
    expect(message).toMatch(/^c:11:\d+ spec\.kubernetes\.kubeadm\.cluster\.apiServer\.extraArgs.*: Quorate sets /);
    expect(message).toContain(`itself: ${instead}`);
  });

  it("are free for everything else, however deep", () => {
    const free = `kubeadm:
      cluster:
        networking: {}
        apiServer: { extraArgs: [{ name: audit-log-maxage, value: "30" }], extraVolumes: [{ name: a, readOnly: true }] }
        featureGates: { toString: false }
      init: { nodeRegistration: { ignorePreflightErrors: [Swap], imagePullPolicy: IfNotPresent } }
      join: { timeouts: { discovery: 10m } }
      kubelet: { maxPods: 200, evictionHard: { memory.available: 5% } }
      kubeProxy: { conntrack: { maxPerCore: 0, min: null } }`;
    const { kubeadm } = parseSpec(file(free), "c").kubernetes;
    expect(kubeadm.kubeProxy).toEqual({ conntrack: { maxPerCore: 0, min: null } });
    expect(kubeadm.cluster).toMatchObject({ apiServer: { extraVolumes: [{ name: "a", readOnly: true }] } });
  });

  it.each([
    ["cluster: [a]", "spec.kubernetes.kubeadm.cluster: a list is not a map of plain values"],
    ["cluster: { a: .inf }", "spec.kubernetes.kubeadm.cluster.a: "],
    ["etcd: {}", "spec.kubernetes.kubeadm.etcd: unknown key; known here: init, join, cluster, kubelet, kubeProxy"],
  ])("are maps that JSON can say: %s is refused", (document, says) => {
    expect(refusal(`kubeadm: { ${document} }`)).toContain(says);
  });
});

describe("flags of the kubelet", () => {
  it.each([
    ["cgroup-driver", "it is systemd, as the runtime's: remove it"],
    ["node-ip", "give it as spec.hosts[].address"],
    ["hostname-override", "give it as spec.hosts[].name"],
    ["kubeconfig", "kubeadm sets it: remove it"],
    ["config", "give fields of KubeletConfiguration as spec.kubernetes.kubeadm.kubelet"],
    ["container-runtime-endpoint", "it follows from spec.runtime.name"],
    ["network-plugin", "give the network as spec.kubernetes.network"],
    ["register-with-taints", "give it as spec.kubernetes.taintControlPlane"],
  ])("%s is not free", (flag, instead) => {
    expect(refusal(`kubeletArgs: { ${flag}: x }`)).toContain(
      `c:11:20 spec.kubernetes.kubeletArgs${flag === "kubeconfig" || flag === "config" ? `.${flag}` : ""}`,
    );
    expect(refusal(`kubeletArgs: { ${flag}: x }`)).toContain(instead);
  });

  it("take numbers and truth values as the text that a command line has, and null for none", () => {
    const args = "kubeletArgs: { max-pods: 200, fail-swap-on: false, v: '2', node-labels: 'a=b,c=d', x: null }";
    expect(parseSpec(file(args), "c").kubernetes.kubeletArgs).toEqual({
      "max-pods": "200",
      "fail-swap-on": "false",
      v: "2",
      "node-labels": "a=b,c=d",
    });
  });

  it.each(["'--max-pods': 1", "max-pods: 'a b'", "max-pods: '\"'", "max-pods: 1.5", "max-pods: [1]"])(
    "{ %s } is refused",
    (flag) => {
      expect(refusal(`kubeletArgs: { ${flag} }`)).toMatch(/^c:11:\d+ spec\.kubernetes\.kubeletArgs/);
    },
  );
});
