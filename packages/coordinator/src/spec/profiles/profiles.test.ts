import { stepContracts } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { parseSpecWithWarnings } from "../parse-spec.ts";
import { profileNames } from "../schema/sections.ts";
import { profiles } from "./profiles.ts";

const file = (profile: string, more = "") => `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
  profile: ${profile}
  hosts:
    - { name: k8s-master90, address: 192.168.1.90 }
    - { name: k8s-master91, address: 192.168.1.91 }
    - { name: k8s-master93, address: 192.168.1.93 }
  endpoint: { vip: 192.168.1.33 }
${more}`;
const effective = (profile: string, more = "") => parseSpecWithWarnings(file(profile, more), profile);

describe.each(profileNames)("the profile %s", (name) => {
  it("is sound by itself", () => {
    expect(effective(name).warnings).toEqual([]);
  });

  it("gives values that the steps accept", () => {
    const { spec } = effective(name);
    const { system } = spec;
    stepContracts["host.sysctl"].input.parse({ file: "/etc/sysctl.d/x.conf", values: system.sysctl });
    stepContracts["host.modules"].input.parse({ modules: system.modules });
    stepContracts["host.limits"].input.parse({ openFiles: system.openFiles, processes: system.processes });
    const wanted = Object.entries(spec.packages.versions).map(([pkg, version]) => ({ name: pkg, version, hold: true }));
    stepContracts["package.install"].input.parse({
      packages: wanted,
      keepStopped: [],
      lockWaitMs: spec.packages.lockWaitMs,
    });
    if (spec.etcd.source.kind !== "tarball") throw new Error("the profiles bring etcd by tarball");
    const { url, sha256 } = spec.etcd.source;
    stepContracts["etcd.tarball"].input.parse({ url, sha256, binDir: "/usr/local/bin" });
    expect(url).toContain(`/v${spec.etcd.version}/etcd-v${spec.etcd.version}-linux-amd64.tar.gz`);
  });

  it.each(["iptables", "ipvs", "nftables"] as const)("knows the modules of %s", (mode) => {
    expect(profiles[name].proxyModules[mode]).toBeDefined();
  });
});

describe("the blog post's profile", () => {
  const { spec } = effective("blog-k8s-1.15");

  it("has the post's versions", () => {
    expect(spec.kubernetes.version).toBe("1.15.1");
    expect(spec.etcd.version).toBe("3.4.7");
    expect(spec.runtime).toEqual({
      name: "docker",
      version: "18.09.7",
      packages: ["docker-ce", "docker-ce-cli", "containerd.io"],
      mirrors: [],
    });
    expect(spec.packages.versions).toEqual({
      haproxy: "1.5.18-*",
      keepalived: "1.3.5-*",
      "docker-ce": "18.09.7*",
      "docker-ce-cli": "18.09.7*",
      "containerd.io": "1.2.13-*",
      kubeadm: "1.15.1-*",
      kubelet: "1.15.1-*",
      kubectl: "1.15.1-*",
    });
  });

  it("has the post's values", () => {
    expect(spec.endpoint).toEqual({ vip: "192.168.1.33", prefix: 32, port: 12_567, virtualRouterId: 33 });
    expect(spec.kubernetes).toMatchObject({
      podSubnet: "10.244.0.0/16",
      serviceSubnet: "10.10.0.0/16",
      proxyMode: "ipvs",
    });
    expect(spec.system).toMatchObject({ openFiles: 131_072, processes: 131_072, swap: "disable" });
    expect(spec.system.sysctl).toMatchObject({ "fs.nr_open": "52706963", "vm.swappiness": "0" });
  });

  it("has none of the post's mistakes", () => {
    expect(spec.system.sysctl).not.toHaveProperty("net.ipv4.tcp_tw_recycle");
    expect(Object.keys(spec.system.sysctl).filter((key) => key.includes("disable_ipv6"))).toEqual([]);
    expect(spec.etcd.dataDir).not.toMatch(/^\/var\/lib\/etcd/);
    expect(spec.etcd).toMatchObject({ autoCompactionHours: 8, quotaBytes: 8_589_934_592, certificateDays: 365 });
    expect(spec.kubernetes.imageRepository).not.toContain("mirrorgooglecontainers");
    expect(spec.system.firewall).toBe("open");
    // A kernel after 4.18 has one name, an older one the other.
    expect(spec.system.modules.at(-1)?.anyOf).toEqual(["nf_conntrack_ipv4", "nf_conntrack"]);
  });
});
