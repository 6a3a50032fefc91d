import { AppError } from "@quorate/shared/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpec, parseSpecWithWarnings } from "./parse-spec.ts";

const head = `apiVersion: quorate.dev/v1alpha1
kind: Cluster
metadata: { name: prod }
spec:
`;
const hosts = `  hosts:
    - { name: a, address: 10.20.0.11 }
    - { name: b, address: 10.20.0.12 }
    - { name: c, address: 10.20.0.13 }
`;
const shortest = `${head}${hosts}  endpoint: { vip: 10.20.0.10 }\n`;
const blog = `${shortest}  profile: blog-k8s-1.15\n`;
const parse = (text: string) => parseSpec(text, "cluster.yaml");

function refusal(text: string): AppError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("the text was accepted");
}

describe("parseSpec", () => {
  it("needs no more than hosts and a virtual IP, and leaves nothing open", () => {
    const spec = parse(shortest);
    expect(spec.profile).toBe("current");
    expect(spec.hosts[0]).toEqual({ name: "a", address: "10.20.0.11", role: "control-plane" });
    expect(spec.endpoint).toEqual({ vip: "10.20.0.10", prefix: 32, port: 8443, virtualRouterId: 10 });
    expect(spec.apiserverPort).toBe(6443);
    expect(spec.etcd).toMatchObject({ version: "3.7.1", dataDir: "/var/lib/quorate-etcd", startWindowMs: 60_000 });
    expect(JSON.stringify(spec)).not.toMatch(/null|undefined/);
  });

  it("takes what the file says over the profile, and the profile over the defaults", () => {
    const spec = parse(`${blog}  kubernetes: { serviceSubnet: 10.11.0.0/16 }\n  system: { swap: leave }\n`);
    expect(spec.kubernetes).toMatchObject({
      version: "1.15.1",
      serviceSubnet: "10.11.0.0/16",
      podSubnet: "10.244.0.0/16",
    });
    expect(spec.system).toMatchObject({ swap: "leave", selinux: "permissive", firewall: "open" });
    expect(spec.endpoint).toMatchObject({ port: 12_567, virtualRouterId: 33 });
  });

  it("gives times in milliseconds and sizes in bytes", () => {
    const spec = parse(
      `${shortest}  etcd: { startWindow: 1m30s, quota: 512MiB, autoCompaction: 12h, heartbeat: 250ms, election: 2s }
  packages: { lockWait: 2m }
  preflight: { minMemory: 2GiB, minDisk: 10GiB, maxFsyncP99: 25ms, maxClockOffset: 1s }
`,
    );
    expect(spec.etcd).toMatchObject({
      startWindowMs: 90_000,
      quotaBytes: 536_870_912,
      autoCompactionHours: 12,
      heartbeatMs: 250,
      electionMs: 2000,
    });
    expect(spec.packages.lockWaitMs).toBe(120_000);
    expect(spec.preflight).toEqual({
      minCpus: 2,
      minMemoryMiB: 2048,
      minDiskMiB: 10_240,
      maxFsyncP99Ms: 25,
      maxClockOffsetMs: 1000,
      ignore: [],
    });
  });

  it("adds the virtual IP as a host route unless the file gives its prefix", () => {
    expect(parse(shortest).endpoint.prefix).toBe(32);
    expect(parse(shortest.replace("vip: 10.20.0.10", "vip: 10.20.0.10/24")).endpoint).toMatchObject({
      vip: "10.20.0.10",
      prefix: 24,
    });
  });

  it("speaks IPv6, in the one spelling that RFC 5952 recommends", () => {
    const text = shortest
      .replaceAll(/10\.20\.0\.1([0-3])/g, '"2001:DB8:0:0:0::1$1"')
      .concat("  kubernetes: { podSubnet: fd00:1::/56, serviceSubnet: fd00:2::/112 }\n");
    const spec = parse(text);
    expect(spec.hosts.map((host) => host.address)).toEqual(["2001:db8::11", "2001:db8::12", "2001:db8::13"]);
    expect(spec.endpoint).toMatchObject({ vip: "2001:db8::10", prefix: 128, virtualRouterId: 16 });
  });

  it("derives package versions from the versions of the components", () => {
    const spec = parse(`${blog}  kubernetes: { version: v1.15.12 }\n`);
    expect(spec.kubernetes.version).toBe("1.15.12");
    expect(spec.packages.versions).toMatchObject({
      kubeadm: "1.15.12-*",
      kubelet: "1.15.12-*",
      "docker-ce": "18.09.7*",
    });
  });

  it("does not carry one runtime's version over to the other", () => {
    const spec = parse(`${blog}  runtime: { name: containerd }\n`);
    expect(spec.runtime).toMatchObject({ name: "containerd", version: "1.2.13", packages: ["containerd.io"] });
    expect(spec.packages.versions).not.toHaveProperty("docker-ce");
  });

  it("pins the packages that have the runtime's version, whatever they are called", () => {
    const versions = (runtime: string) => parse(`${blog}  runtime: { ${runtime} }\n`).packages.versions;
    const pinned = (runtime: string) =>
      Object.keys(versions(runtime)).filter((name) => /docker|containerd$/.test(name));
    expect(versions("version: 20.10.5, packages: [docker.io]")).toMatchObject({ "docker.io": "20.10.5*" });
    expect(pinned("packages: [docker.io]")).toEqual(["docker.io"]);
    expect(pinned("packages: [docker-ce, docker-ce-cli, docker-buildx-plugin]")).toEqual([
      "docker-ce",
      "docker-ce-cli",
    ]);
    expect(versions("name: containerd, packages: [my-containerd, runc]")).toMatchObject({ "my-containerd": "1.2.13*" });
    expect(versions("name: containerd, packages: [containerd], version: 1.6.*")).toMatchObject({ containerd: "1.6.*" });
    expect(pinned('version: "*"')).toEqual([]);
    // The containerd.io of 2020 is none for the docker of another year.
    expect(versions("name: docker")).toHaveProperty(["containerd.io"], "1.2.13-*");
    expect(versions("version: 20.10.5")).not.toHaveProperty(["containerd.io"]);
    expect(parse(`${blog}  runtime: { version: "*" }\n`).runtime).not.toHaveProperty("version");
  });

  it("installs what download.docker.com calls the runtime, unless the file names packages", () => {
    expect(parse(shortest).runtime.packages).toEqual(["containerd.io"]);
    expect(parse(blog).runtime.packages).toEqual(["docker-ce", "docker-ce-cli", "containerd.io"]);
    expect(parse(`${blog}  runtime: { packages: [docker.io] }\n`).runtime.packages).toEqual(["docker.io"]);
  });

  it("asks of Kubernetes what kubeadm would do by itself, and flannel", () => {
    expect(parse(shortest).kubernetes).toEqual({
      version: "1.37.1",
      podSubnet: "10.244.0.0/16",
      serviceSubnet: "10.96.0.0/12",
      dnsDomain: "cluster.local",
      proxyMode: "nftables",
      imageRepository: "registry.k8s.io",
      certSans: [],
      taintControlPlane: true,
      skipAddons: [],
      network: { plugin: "flannel" },
      images: [],
      kubeletArgs: {},
      kubeadm: { init: {}, join: {}, cluster: {}, kubelet: {}, kubeProxy: {} },
      kubectlUsers: [],
      tokenTtlMs: 1_800_000,
      provokeOutages: true,
    });
  });

  it("takes everything that can be asked of Kubernetes", () => {
    const image = `{ image: a/b:v1, url: file:///opt/b.tar, sha256: ${"a".repeat(64)} }`;
    const { kubernetes, runtime, etcd } = parse(`${shortest}  etcd: { topology: stacked }
  kubernetes:
    dnsDomain: k8s.example.com
    certSans: ["FD00::07", "*.example.com"]
    taintControlPlane: false
    skipAddons: [coredns]
    images: [${image}]
    kubectlUsers: [ops]
    tokenTtl: 1m
    provokeOutages: false
  runtime: { mirrors: [{ registry: docker.io, endpoints: ["https://m.example.com/v2"] }] }
`);
    expect(kubernetes).toMatchObject({
      dnsDomain: "k8s.example.com",
      certSans: ["fd00::7", "*.example.com"],
      taintControlPlane: false,
      skipAddons: ["coredns"],
      images: [{ image: "a/b:v1", url: "file:///opt/b.tar", sha256: "a".repeat(64) }],
      kubectlUsers: ["ops"],
      tokenTtlMs: 60_000,
      provokeOutages: false,
    });
    expect(runtime.mirrors).toEqual([
      { registry: "docker.io", endpoints: ["https://m.example.com/v2"], insecure: false },
    ]);
    expect(etcd.topology).toBe("stacked");
  });

  it("asks a repository for the profile's minor version of etcd, since it seldom has the very release", () => {
    const source = "source: { kind: package, server: etcd-server, client: etcd-client }";
    expect(parse(`${blog}  etcd: { ${source} }\n`).etcd).toMatchObject({
      version: "3.4.*",
      source: { kind: "package", server: "etcd-server", client: "etcd-client" },
    });
    expect(parse(`${blog}  etcd: { ${source}, version: 3.4.23* }\n`).etcd.version).toBe("3.4.23*");
  });

  it("loads the modules of the chosen proxy mode, or exactly the list of the file", () => {
    const names = (text: string) => parse(text).system.modules.map(({ anyOf }) => anyOf.join("|"));
    expect(names(blog)).toContain("ip_vs");
    expect(names(`${blog}  kubernetes: { proxyMode: iptables }\n`)).toEqual(["br_netfilter", "overlay"]);
    const own = parse(`${blog}  system: { modules: [overlay, { anyOf: [nf_conntrack, x], optional: true }] }\n`);
    expect(own.system.modules).toEqual([
      { anyOf: ["overlay"], optional: false },
      { anyOf: ["nf_conntrack", "x"], optional: true },
    ]);
  });

  it("merges sysctl keys and package versions one by one, and null takes one of the profile away", () => {
    const spec = parse(`${blog}  packages: { versions: { haproxy: null, keepalived: 2.2.* } }
  system: { sysctl: { fs.file-max: null, vm.swappiness: 10, net.core.somaxconn: "4096" } }
`);
    expect(spec.packages.versions).not.toHaveProperty("haproxy");
    expect(spec.packages.versions).toMatchObject({ keepalived: "2.2.*", "containerd.io": "1.2.13-*" });
    expect(spec.system.sysctl).not.toHaveProperty("fs.file-max");
    expect(spec.system.sysctl).toMatchObject({
      "vm.swappiness": "10",
      "net.core.somaxconn": "4096",
      "net.ipv4.ip_forward": "1",
    });
  });

  it("reads a section of which every line is a comment as an absent one", () => {
    expect(parse(`${shortest}  etcd:\n  #  version: 3.5.0\n`)).toEqual(parse(shortest));
  });

  it("reads files with CRLF and a byte order mark", () => {
    expect(parse(`\ufeff${shortest.replaceAll("\n", "\r\n")}`)).toEqual(parse(shortest));
  });

  it("lists every problem once, one a line, in the order of the file, with the lines as evidence", () => {
    const error = refusal(
      shortest.replace("10.20.0.12", "10.20.0.312").replace("name: c", "nmae: c").concat("  etcd: { version: old }\n"),
    );
    expect(error.message.split("\n")).toEqual([
      'cluster.yaml:7:27 spec.hosts[1].address: "10.20.0.312" is not an IPv4 or IPv6 address that other hosts can reach; for example 192.168.1.90',
      "cluster.yaml:8:7 spec.hosts[2].name: is missing: give a host name: lower-case letters, digits and inner hyphens, at most 63 (RFC 1123), for example k8s-master90",
      "cluster.yaml:8:9 spec.hosts[2].nmae: unknown key; did you mean name?",
      'cluster.yaml:10:20 spec.etcd.version: "old" is not an etcd version, exact or as a prefix with *; for example 3.4.7',
    ]);
    expect(error.evidence).toEqual([
      "   7 |     - { name: b, address: 10.20.0.312 }",
      "   8 |     - { nmae: c, address: 10.20.0.13 }",
      "  10 |   etcd: { version: old }",
    ]);
  });

  it("finds what only shows between fields although another section has a typing error", () => {
    const { message } = refusal(shortest.replace("10.20.0.12", "10.20.0.11").concat("  etcd: { versoin: 3.4.7 }\n"));
    expect(message).toContain("cluster.yaml:7:27 spec.hosts[1].address: 10.20.0.11 is also the address of hosts[0]");
    expect(message).toContain("cluster.yaml:10:11 spec.etcd.versoin: unknown key; did you mean version?");
  });

  it("shows the first twenty problems and counts the rest", () => {
    const many = Array.from({ length: 30 }, (_, index) => `  bad${index}: 1`).join("\n");
    const lines = refusal(`${shortest}${many}\n`).message.split("\n");
    expect(lines).toHaveLength(21);
    expect(lines[20]).toBe("… and 10 more problems");
  });

  it("repeats no secret that somebody put into the file", () => {
    const error = refusal(`${shortest}  keepalived:\n    password: hunter2\n  etcd: { rootPassword: hunter3 }\n`);
    expect(error.message).toContain("spec.etcd.rootPassword: secrets never stand in this file: remove it");
    expect(`${error.message}${error.evidence.join("")}`).not.toMatch(/hunter/);
    const inUrl = refusal(
      `${shortest}  runtime: { mirrors: [{ registry: a, endpoints: ["https://me:hunter4@a"] }] }\n`,
    );
    expect(inUrl.message).toContain('"https://…@a" is not an http or https URL without user and password');
    expect(`${inUrl.message}${inUrl.evidence.join("")}`).not.toMatch(/hunter/);
  });

  it("warns of what is doubtful, with its place, and goes on", () => {
    const { warnings } = parseSpecWithWarnings(`${shortest}  kubernetes: { proxyMode: ipvs }\n`, "prod.yaml");
    expect(warnings).toEqual([
      "prod.yaml:10:28 spec.kubernetes.proxyMode: ipvs is deprecated since Kubernetes 1.35: use nftables",
    ]);
    expect(parseSpecWithWarnings(blog, "blog.yaml").warnings).toEqual([]);
  });

  it("answers any text with a spec or with SPEC_INVALID", () => {
    const piece = fc.constantFrom(
      ...shortest.split(/(?<=[\n ,:{}])/),
      "null",
      "- ",
      "\t",
      '"',
      "[",
      "]: ",
      "é",
      "0",
      "/",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.array(piece, { maxLength: 60 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (raw) => {
        try {
          parse(raw);
        } catch (error) {
          expect(AppError.from(error).code).toBe("SPEC_INVALID");
          expect(AppError.from(error).message).toMatch(/^cluster\.yaml:\d+:\d+/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("survives the loss of any one piece of a good file", () => {
    const pieces = shortest.split(/(?<=[\n ,:{}])/);
    for (const index of pieces.keys()) {
      try {
        parse(pieces.toSpliced(index, 1).join(""));
      } catch (error) {
        expect(AppError.from(error).code).toBe("SPEC_INVALID");
      }
    }
  });
});
