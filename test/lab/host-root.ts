import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { HostName } from "./host-names.ts";
import { OPERATOR_ADDRESS, PREFIX_LENGTH } from "./network.ts";
import { type HostPaths, realFolders } from "./paths.ts";

export type EtcdLine = "3.4" | "3.5";

/** Makes a host's own layer, with all that tells it from the others. A layer that is there stays as it is. */
export async function prepareRoot(paths: HostPaths, host: HostName, etcd: EtcdLine): Promise<void> {
  for (const name of ["root", "lower", "work", ...Object.keys(realFolders)]) {
    await mkdir(join(paths.folder, name), { recursive: true });
  }
  // mkdir tells whether the layer is new: only then is it filled.
  if ((await mkdir(paths.upper, { recursive: true })) === undefined) return;
  const files = {
    "etc/hostname": `${host.name}\n`,
    "etc/machine-id": `${randomBytes(16).toString("hex")}\n`,
    "etc/systemd/network/10-host0.network": networkFile(host.address),
    ...etcdPin(etcd),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(paths.upper, path)), { recursive: true });
    await writeFile(join(paths.upper, path), text);
  }
}

/** Forgets all that a host wrote. The folders are moved aside first, which takes no time however much it was. */
export async function wipeRoot(paths: HostPaths): Promise<void> {
  const old = `${paths.folder}.old`;
  await rm(old, { recursive: true, force: true });
  await rename(paths.folder, old).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rm(old, { recursive: true, force: true });
}

/** Sorts before systemd's own file for host0, which would give the host a link-local address. */
export function networkFile(address: string): string {
  return `[Match]
Name=host0

[Network]
Address=${address}/${PREFIX_LENGTH}
Gateway=${OPERATOR_ADDRESS}
LinkLocalAddressing=no
IPv6AcceptRA=no
`;
}

// Without a pin apt takes the newest version on its own.
function etcdPin(etcd: EtcdLine): Readonly<Record<string, string>> {
  const pin = `Package: etcd-server etcd-client\nPin: version ${etcd}.*\nPin-Priority: 600\n`;
  return etcd === "3.5" ? {} : { "etc/apt/preferences.d/lab-etcd": pin };
}
