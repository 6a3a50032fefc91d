import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { explainSpec } from "./explain-spec.ts";
import { parseSpec } from "./parse-spec.ts";

const text = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  profile: blog-k8s-1.15
  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
  endpoint: { vip: 10.20.0.10 }
  system:
    sysctl:
      vm.swappiness: 10
      fs.file-max: null
  kubernetes:
    kubeletArgs:
      max-pods: "200"
    kubeadm: { cluster: { featureGates: { RootlessControlPlane: true } } }
`;

describe("explainSpec", () => {
  const explained = explainSpec(text, "prod.yaml");

  it.each([
    "  profile: blog-k8s-1.15 # prod.yaml:5",
    "    vip: 10.20.0.10 # prod.yaml:10",
    "    port: 12567 # from profile blog-k8s-1.15",
    "    startWindow: 60s # default",
    "      vm.swappiness: 10 # prod.yaml:13",
    "      fs.file-max: null # prod.yaml:14",
    '      net.ipv4.ip_forward: "1" # from profile blog-k8s-1.15',
    "      kubeadm: 1.15.1-* # derived",
    "    # derived\n    modules:",
    "    # derived\n    packages:",
    "    # default\n    network:",
    "    taintControlPlane: false # from profile blog-k8s-1.15",
    "    dnsDomain: cluster.local # default",
    '      max-pods: "200" # prod.yaml:17',
    "    # prod.yaml:18\n    kubeadm:",
    "  # prod.yaml:6\n  hosts:",
  ])("shows where a value comes from: %s", (line) => {
    expect(explained).toContain(`\n${line}\n`);
  });

  it("has the fields in one order, whoever said them first", () => {
    expect(explained).toMatch(/\n {2}kubernetes:\n {4}version: .*\n {4}apiserverPort: .*\n {4}podSubnet: /);
  });

  it("gives every value in the file an origin", () => {
    const bare = explained.split("\n").filter((line) => /^ {4}[a-zA-Z]+: \S/.test(line) && !line.includes(" # "));
    expect(bare.filter((line) => !/(?:\[\]|\{\})$/.test(line))).toEqual([]);
  });

  it("is a spec file itself, with the same meaning", () => {
    expect(parseSpec(explained, "explained")).toEqual(parseSpec(text, "prod.yaml"));
    expect(parse(explained).spec.hosts).toHaveLength(3);
  });

  it("refuses what parseSpec refuses", () => {
    expect(() => explainSpec(text.replace("10.20.0.12", "10.20.0.11"), "prod.yaml")).toThrow(/is also the address/);
  });
});
