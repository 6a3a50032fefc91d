import { Secret } from "@quorate/shared/secret";
import { type StepInput, type StepKind, stepContracts } from "@quorate/shared/step/contract";
import { renderEtcdConfig } from "../../packages/agent/src/steps/etcd/config-file.ts";
import { renderEtcdUnit } from "../../packages/agent/src/steps/etcd/unit-file.ts";
import { renderHaproxyConfig } from "../../packages/agent/src/steps/haproxy/config.ts";
import { hostHostsFile } from "../../packages/agent/src/steps/host-hosts-file.ts";
import { hostSysctl, parameterPath } from "../../packages/agent/src/steps/host-sysctl.ts";
import { renderKeepalivedConfig } from "../../packages/agent/src/steps/keepalived/config.ts";
import { configText, initConfig } from "../../packages/agent/src/steps/kubeadm/config-file.ts";
import { kubeletConfigure } from "../../packages/agent/src/steps/kubelet-configure.ts";
import { aptRepositoryFiles, yumRepositoryFiles } from "../../packages/agent/src/steps/packages/repository-files.ts";
import { registryHostsFiles } from "../../packages/agent/src/steps/runtime/registry-hosts.ts";
import { etcdMember } from "../fakes/fake-etcd.ts";
import { fakeHost } from "../fakes/fake-host.ts";
import { fakeStepContext } from "../fakes/fake-step-context.ts";
import { FakeSystemd } from "../fakes/fake-systemd.ts";
import * as strict from "./strict-parsers.ts";

/** One file that a step writes from what it is told, and its strict reader. */
export interface RenderedFile {
  readonly name: string;
  readonly kind: StepKind;
  /** With a text at every place that reaches the file. */
  readonly input: unknown;
  /** `input` as its contract takes it. */
  readonly render: (input: unknown) => Promise<string> | string;
  readonly parse: strict.StrictParser;
}

function rendered<K extends StepKind>(
  name: string,
  kind: K,
  input: StepInput<K>,
  parse: strict.StrictParser,
  render: (input: StepInput<K>) => Promise<string> | string,
): RenderedFile {
  return { name, kind, input, parse, render: (raw) => render(stepContracts[kind].input.parse(raw) as StepInput<K>) };
}

const haproxyInput: StepInput<"haproxy.configure"> = {
  ...{ configFile: "/etc/haproxy/haproxy.cfg", port: 12567, healthPath: "/readyz", clientTimeoutMs: 3_600_000 },
  backends: [{ name: "master90", address: "192.168.1.90", port: 6443 }],
  backendCaFile: "/etc/quorate/pki/kubernetes/ca.crt",
};
const layout = {
  user: true,
  group: true,
  chroot: true,
  statsSocket: "/run/haproxy/admin.sock",
  generation: "1.9",
} as const;

const keepalivedInput: StepInput<"keepalived.configure"> = {
  ...{ configFile: "/etc/keepalived/keepalived.conf", routerId: "master90", virtualRouterId: 33, priority: 200 },
  ...{ interface: "host0", address: "192.168.1.90", peers: ["192.168.1.91"], vip: "192.168.1.33", prefix: 24 },
  ...{ advertIntervalMs: 1_000, authSecret: "vrrp-auth" },
};
export const keepalivedWith = (password: string): string =>
  renderKeepalivedConfig(keepalivedInput, "script", new Secret(password));

const etcdInput: StepInput<"etcd.configure"> = {
  ...{ member: etcdMember, binary: "/usr/bin/etcd", heartbeatMs: 100, electionMs: 1_000, quotaBytes: 8_589_934_592 },
  ...{ autoCompactionHours: 8, snapshotCount: 10_000 },
};

const pgp = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
const repositoryInput: StepInput<"package.repository"> = {
  ...{ id: "docker-ce", title: "Docker" },
  apt: { uris: ["https://a.example/debian"], suites: ["bookworm"], components: ["stable"], publicKey: pgp },
  yum: { baseurl: "https://a.example/centos", publicKey: pgp, exclude: ["kubelet"] },
};

const runtimeInput: StepInput<"runtime.configure"> = {
  ...{ runtime: "containerd", unit: "containerd.service", kubernetesVersion: "1.20.2", imageRepository: "k8s.gcr.io" },
  mirrors: [{ registry: "quay.io", endpoints: ["https://mirror.example"], insecure: true }],
};

const own = { url: "https://192.168.1.90:6443", caFile: "/etc/kubernetes/pki/ca.crt" };
const initInput: StepInput<"kubeadm.init"> = {
  ...{ name: "master90", version: "1.20.2", runtime: "docker", criSocket: "/var/run/dockershim.sock" },
  ...{ tokenSecret: "token", caHash: `sha256:${"a".repeat(64)}`, skipPhases: [], ignorePreflightErrors: [] },
  documents: [
    { apiVersion: "kubeadm.k8s.io/v1beta2", kind: "InitConfiguration" },
    { apiVersion: "v1beta2", kind: "Other" },
  ],
  ...{ tokenTtlSeconds: 1_800, apiserver: own },
};
/** What the operator may lay over kubeadm's documents. */
export const kubeadmWith = (text: string): string => {
  const operators = { clusterName: text, [text]: "x", apiServer: { extraArgs: { "audit-log-path": text } } };
  const documents = [...initInput.documents, { apiVersion: "v1beta2", kind: "Third", ...operators }];
  return configText(initConfig(documents, new Secret("abcdef.0123456789abcdef"), 60));
};

async function hosts(input: StepInput<"host.hosts-file">): Promise<string> {
  const host = fakeHost({ files: { "/proc/sys/kernel/hostname": "other\n" } });
  await hostHostsFile.apply(input, fakeStepContext(host));
  return host.files.text("/etc/hosts") ?? "";
}

/** Its fake kernel has every key it is told and takes every value. */
async function sysctls(input: StepInput<"host.sysctl">): Promise<string> {
  const files = Object.fromEntries(Object.entries(input.values).map(([key, value]) => [parameterPath(key), value]));
  const host = fakeHost({ files });
  await hostSysctl.apply(input, fakeStepContext(host));
  return host.files.text(input.file) ?? "";
}

async function kubelet(input: StepInput<"kubelet.configure">, file: string): Promise<string> {
  const systemd = new FakeSystemd({ units: { [input.unit]: {} } });
  const host = fakeHost({ commands: [systemd.command] });
  await kubeletConfigure.apply(input, fakeStepContext(host));
  return host.files.text(file) ?? "";
}
const kubeletInput: StepInput<"kubelet.configure"> = { unit: "kubelet.service", args: { "node-ip": "192.168.1.90" } };

export const renderedFiles: readonly RenderedFile[] = [
  rendered("haproxy.cfg", "haproxy.configure", haproxyInput, strict.haproxyConfig, (input) =>
    renderHaproxyConfig(input, layout),
  ),
  rendered("keepalived.conf", "keepalived.configure", keepalivedInput, strict.keepalivedConfig, (input) =>
    renderKeepalivedConfig(input, "script", new Secret("hush1234")),
  ),
  rendered("etcd.conf.yml", "etcd.configure", etcdInput, strict.yaml, (input) => renderEtcdConfig(input, "new")),
  rendered("etcd.service", "etcd.configure", etcdInput, strict.systemdUnit, ({ member, binary }) =>
    renderEtcdUnit({ ...member, binary }),
  ),
  rendered("kubelet.env", "kubelet.configure", kubeletInput, strict.environmentFile, (input) =>
    kubelet(input, "/etc/quorate/kubelet.env"),
  ),
  rendered("the kubelet's drop-in", "kubelet.configure", kubeletInput, strict.systemdUnit, (input) =>
    kubelet(input, `/etc/systemd/system/${input.unit}.d/20-quorate.conf`),
  ),
  rendered(
    "hosts",
    "host.hosts-file",
    { entries: [{ address: "192.168.1.90", names: ["master90"] }] },
    strict.hostsFile,
    hosts,
  ),
  rendered(
    "sysctl.d",
    "host.sysctl",
    { file: "/etc/sysctl.d/90-quorate.conf", values: { "net.ipv4.ip_forward": "1" } },
    strict.sysctlFile,
    sysctls,
  ),
  rendered(
    ".sources of apt",
    "package.repository",
    repositoryInput,
    strict.debSources,
    (input) => aptRepositoryFiles(input).source.text,
  ),
  rendered(
    ".repo of dnf",
    "package.repository",
    repositoryInput,
    strict.repoFile,
    (input) => yumRepositoryFiles(input).source.text,
  ),
  rendered(
    "hosts.toml of containerd",
    "runtime.configure",
    runtimeInput,
    strict.toml,
    ({ mirrors }) => registryHostsFiles(mirrors)[0]?.text ?? "",
  ),
  rendered("kubeadm's YAML", "kubeadm.init", initInput, strict.yaml, ({ documents }) => configText(documents)),
];
