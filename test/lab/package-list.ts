import { SUITE } from "./image-recipe.ts";

export interface Wanted {
  readonly name: string;
  readonly suite: string;
}

/** The release after the hosts' own, which brings the newer etcd. */
export const NEWER_SUITE = "trixie";

const fromRelease = [
  ...["haproxy", "keepalived", "ipset", "ipvsadm", "iptables", "nftables", "conntrack", "socat", "ethtool", "ebtables"],
  ...["chrony", "curl", "docker.io", "containerd", "runc", "containernetworking-plugins", "docker-registry"],
];

const etcd = ["etcd-server", "etcd-client"];

/** What a host can install, each with everything it depends on that the host image lacks. */
export const wantedPackages: readonly Wanted[] = [
  ...fromRelease.map((name) => ({ name, suite: SUITE })),
  ...etcd.flatMap((name) => [
    { name, suite: SUITE },
    { name, suite: NEWER_SUITE },
  ]),
];

export const wantedNames: ReadonlySet<string> = new Set(wantedPackages.map(({ name }) => name));

/** Which versions the repository has of each named package, read from its `Packages` index. */
export function offeredVersions(
  index: string,
  names: ReadonlySet<string>,
): Readonly<Record<string, readonly string[]>> {
  const versions: Record<string, string[]> = {};
  for (const stanza of index.split(/\n\n+/)) {
    const name = /^Package: (\S+)$/m.exec(stanza)?.[1];
    const version = /^Version: (\S+)$/m.exec(stanza)?.[1];
    if (name === undefined || version === undefined || !names.has(name)) continue;
    versions[name] = [...(versions[name] ?? []), version].sort();
  }
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => a.localeCompare(b)));
}

/** The file name a pool uses: the name apt stores has the epoch in it, escaped, which no reader unescapes alike. */
export function poolName(downloaded: string): string {
  return downloaded.replace(/_\d+%3a/i, "_");
}
