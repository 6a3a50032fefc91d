import type { AuditRule } from "./rule.ts";
import { byHand, codeLines, filesIn, type Seen, textOf } from "./seen.ts";

const ipvsScript = "/etc/sysconfig/modules/ipvs.modules";

interface Setting {
  readonly path: string;
  readonly number: number;
  readonly key: string;
  readonly value: string;
}

function settingsOf(path: string, text: string): readonly Setting[] {
  return codeLines(text).flatMap(({ code, number }) => {
    const at = code.indexOf("=");
    if (at < 0) return [];
    const key = code.slice(0, at).trim().replace(/^-/, "").replaceAll("/", ".");
    return [{ path, number, key, value: code.slice(at + 1).trim() }];
  });
}

function sysctlFiles(seen: Seen): readonly (readonly [string, string])[] {
  const main = byHand(seen, "/etc/sysctl.conf");
  const files = filesIn(seen, "/etc/sysctl.d", ".conf");
  return main === undefined ? files : [["/etc/sysctl.conf", main], ...files];
}

function settings(seen: Seen): readonly Setting[] {
  return sysctlFiles(seen).flatMap(([path, text]) => settingsOf(path, text));
}

/** `>>` on every run of the script. */
function duplicates(seen: Seen): readonly string[] {
  return sysctlFiles(seen).flatMap(([path, text]) => {
    const all = settingsOf(path, text);
    const keys = all.map(({ key }) => key);
    const twice = [...new Set(keys.filter((key, at) => keys.indexOf(key) < at))];
    return twice.length === 0 ? [] : [`${path} sets more than once: ${twice.join(", ")}`];
  });
}

/** Before it was removed it cut off clients behind NAT; since then it makes `sysctl -p` fail. */
function unknownKeys(seen: Seen): readonly string[] {
  if (!atLeast(seen.kernel, 4, 12)) return [];
  return settings(seen).flatMap(({ path, number, key }) =>
    key === "net.ipv4.tcp_tw_recycle" ? [`${path} line ${number}: ${key} is not in Linux ${seen.kernel}`] : [],
  );
}

function ipv6Off(seen: Seen): readonly string[] {
  return settings(seen).flatMap(({ path, number, key, value }) =>
    /^net\.ipv6\.conf\.(?:all|default)\.disable_ipv6$/.test(key) && value === "1"
      ? [`${path} line ${number}: ${key} = 1`]
      : [],
  );
}

function lostModules(seen: Seen): readonly string[] {
  const needs = settings(seen).find(({ key }) => key.startsWith("net.bridge.bridge-nf-call-"));
  if (!needs) return [];
  const listed = [...seen.files.keys()]
    .filter((path) => path.startsWith("/etc/modules-load.d/"))
    .some((path) => /^\s*br[_-]netfilter\b/m.test(textOf(seen, path) ?? ""));
  return listed
    ? []
    : [`${needs.path} sets ${needs.key}, and no file of /etc/modules-load.d loads br_netfilter at boot`];
}

function ipvsNotRun(seen: Seen): readonly string[] {
  const file = seen.files.get(ipvsScript);
  return file && (file.mode & 0o111) === 0 ? [`${ipvsScript} is not executable, so it is never run`] : [];
}

function oldConntrack(seen: Seen): readonly string[] {
  if (!atLeast(seen.kernel, 4, 19)) return [];
  return codeLines(textOf(seen, ipvsScript) ?? "").flatMap(({ code, number }) =>
    /\bnf_conntrack_ipv4\b/.test(code) ? [`${ipvsScript} line ${number}: ${code}; this is Linux ${seen.kernel}`] : [],
  );
}

function atLeast(release: string, major: number, minor: number): boolean {
  const [, first = "0", second = "0"] = /^(\d+)\.(\d+)/.exec(release) ?? [];
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}

export const kernelRules: readonly AuditRule[] = [
  { id: "SYSCTL-DUPLICATE", severity: "warning", find: duplicates },
  { id: "SYSCTL-UNKNOWN", severity: "warning", find: unknownKeys },
  { id: "SYSCTL-IPV6-OFF", severity: "warning", find: ipv6Off },
  { id: "MODULES-LOST", severity: "error", find: lostModules },
  { id: "IPVS-NOT-RUN", severity: "warning", find: ipvsNotRun },
  { id: "IPVS-OLD-CONNTRACK", severity: "warning", find: oldConntrack },
];
