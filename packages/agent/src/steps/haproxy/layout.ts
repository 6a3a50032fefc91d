import type { HostFiles } from "../../host/host.ts";
import type { HaproxyGeneration, HaproxyLayout } from "./config.ts";

/** What the package made, read from the host without starting a program. */
export async function readHaproxyLayout(files: HostFiles, generation: HaproxyGeneration): Promise<HaproxyLayout> {
  const [passwd, group, chroot, syslogInChroot, run] = await Promise.all([
    files.read("/etc/passwd"),
    files.read("/etc/group"),
    files.status("/var/lib/haproxy"),
    files.status("/var/lib/haproxy/dev"),
    files.status("/run/haproxy"),
  ]);
  return {
    user: hasEntry(passwd),
    group: hasEntry(group),
    chroot: chroot?.kind === "directory" && (generation === "1.9" || syslogInChroot?.kind === "directory"),
    statsSocket: run?.kind === "directory" ? "/run/haproxy/admin.sock" : "/var/lib/haproxy/stats",
    generation,
  };
}

function hasEntry(text: string | undefined): boolean {
  return /^haproxy:/m.test(text ?? "");
}

/** First line of `haproxy -v`: "HAProxy version 2.6.12-1 ..." or "HA-Proxy version 1.5.18 ...". */
export function haproxyGeneration(versionOutput: string): HaproxyGeneration {
  const found = /version (\d+)\.(\d+)/.exec(versionOutput);
  const [major, minor] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
  if (major > 1 || (major === 1 && minor >= 9)) return "1.9";
  return major === 1 && minor === 8 ? "1.8" : "1.5";
}
