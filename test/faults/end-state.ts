import { createHash } from "node:crypto";
import { clusterIdOf, etcdctl, healthy } from "../e2e/etcdctl.ts";
import { nodes, pods } from "../e2e/kubectl.ts";
import { holders } from "../e2e/vip.ts";
import type { Lab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";

/** What a finished run leaves, by name of what was looked at: equal for two runs that did the same. */
export type EndState = ReadonlyMap<string, string>;

/** Where the plan's layout has files; all below a directory belongs to it. */
export const roots: readonly string[] = [
  ...["/etc/quorate", "/etc/etcd", "/etc/haproxy", "/etc/keepalived", "/etc/kubernetes", "/etc/docker"],
  ...[
    "/etc/systemd/system",
    "/etc/sysctl.d",
    "/etc/modules-load.d",
    "/etc/apt/sources.list.d",
    "/etc/apt/preferences.d",
  ],
  ...["/etc/hosts", "/etc/hostname", "/etc/fstab", "/etc/profile.d", "/etc/security/limits.d", "/root/.kube"],
];
/** Of the test itself, and of the enrolment that came before; docker's own key of each host, and what kubectl remembers for whoever looked. */
const notOurs =
  /failpoints\.conf|quorate-agent\.service|\/etc\/quorate\/agent(?:\/|\.json)|\/etc\/docker\/key\.json|\/\.kube\/cache/;
const units = ["etcd", "haproxy", "keepalived", "docker", "kubelet", "quorate-agent"];
const separator = "--- file: ";

/** One record for each file: type, mode, owner, path, target of a link; then the text, but of what holds keys. For any POSIX shell. */
export function listFiles(below: readonly string[]): string {
  return `
find ${below.join(" ")} -xdev \\( -type f -o -type l -o -type d \\) 2>/dev/null | sort | while IFS= read -r path; do
  printf '%s' '${separator}'; find "$path" -maxdepth 0 -printf '%y %m %u:%g %p %l\\n'
  case $path in
    *.key|*.crt|*.pem|*.pub|*/.kube/config|/etc/kubernetes/*.conf) ;;
    *) if [ -f "$path" ] && [ ! -L "$path" ]; then cat "$path"; fi ;;
  esac
done
`;
}

/** What is left on the hosts themselves, whatever runs on them. */
export async function filesAndUnits(lab: Lab): Promise<EndState> {
  const state = new Map<string, string>();
  for (const host of lab.hosts) {
    const { stdout } = await host.exec(["sh", "-c", listFiles(roots)], { timeoutMs: 60_000 });
    const files = filesOf(stdout);
    if (files.length === 0) throw new Error(`${host.name} lists none of its files`);
    for (const [path, text] of files) state.set(`${host.name} ${path}`, text);
    for (const unit of units) state.set(`${host.name} ${unit}.service`, await unitState(host, unit));
  }
  return state;
}

/** Of hosts that make a cluster. */
export async function endState(lab: Lab): Promise<EndState> {
  const state = new Map(await filesAndUnits(lab));
  for (const host of lab.hosts) {
    state.set(`${host.name} etcd answers`, String(await healthy(host)));
    state.set(`${host.name} etcd id as computed`, String(await hasComputedId(host)));
  }
  const [first] = lab.hosts;
  if (!first) throw new Error("a lab has hosts");
  state.set("etcd members", await members(first));
  state.set("holders of the virtual IP", String((await holders(lab)).length));
  state.set("nodes", await nodesOf(first));
  state.set("pods", await podsOf(first));
  return state;
}

/** Tokens and hashes are new in every run. */
export function filesOf(listing: string): readonly (readonly [string, string])[] {
  return listing
    .split(separator)
    .slice(1)
    .flatMap((record) => {
      const [head = "", ...text] = record.split("\n");
      const path = head.split(" ")[3] ?? "";
      if (notOurs.test(path)) return [];
      return [[path, `${head.trim()} ${digest(neutral(text.join("\n")))}`] as const];
    });
}

function neutral(text: string): string {
  return text
    .replace(/\blab-[0-9a-z]{8,}\b/g, "TOKEN")
    .replace(/\b[0-9a-f]{12,64}\b/g, "HEX")
    .replace(/auth_pass \S+/g, "auth_pass SECRET");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

async function unitState(host: LabHost, unit: string): Promise<string> {
  const show = ["systemctl", "show", "-p", "ActiveState,UnitFileState", "--value", `${unit}.service`];
  return (await host.exec(show)).stdout.trim().split("\n").join(" ");
}

async function hasComputedId(host: LabHost): Promise<boolean> {
  const record: { clusterId: string; formed: boolean } = JSON.parse(
    await host.readFile("/etc/quorate/etcd-generation.json"),
  );
  return record.formed && (await clusterIdOf(host)) === record.clusterId;
}

/** Names and addresses; ids come from the token. */
async function members(host: LabHost): Promise<string> {
  const rows = (await etcdctl(host, "member", "list")).trim().split("\n");
  return rows
    .map((row) => row.split(", ").slice(1).join(" "))
    .sort()
    .join("\n");
}

async function nodesOf(host: LabHost): Promise<string> {
  const rows = await nodes(host);
  return rows
    .map(({ name, ready, roles, version }) => `${name} ${ready} ${[...roles].sort()} ${version}`)
    .sort()
    .join("\n");
}

/** Without what the names of generated pods end with. */
async function podsOf(host: LabHost): Promise<string> {
  const rows = await pods(host, "--all-namespaces");
  return rows
    .map(({ name, namespace, node, running }) => `${namespace}/${name.replace(/-[a-z0-9]{5}$/, "")} ${node} ${running}`)
    .sort()
    .join("\n");
}

/** What differs, in words; empty when nothing does. */
export function differences(wanted: EndState, have: EndState): readonly string[] {
  const names = new Set([...wanted.keys(), ...have.keys()]);
  return [...names].sort().flatMap((name) => {
    const [want, got] = [wanted.get(name) ?? "absent", have.get(name) ?? "absent"];
    return want === got ? [] : [`${name}: ${got}, without crashes ${want}`];
  });
}

export function digestOf(state: EndState): string {
  return digest(
    [...state]
      .map(([name, value]) => `${name}\n${value}`)
      .sort()
      .join("\n"),
  );
}
