import { mkdir, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { run } from "./command.ts";
import type { LabPaths } from "./paths.ts";
import { waitFor } from "./wait.ts";

export const OPERATOR_ADDRESS = "192.168.1.1";
export const PREFIX_LENGTH = 24;

const BRIDGE = "br0";
const PORT_LIMIT_MS = 60_000;

// The unreachable route answers at once whoever tries to leave the lab, instead of letting them time out.
const setup = `link set lo up
link add ${BRIDGE} type bridge
addr add ${OPERATOR_ADDRESS}/${PREFIX_LENGTH} dev ${BRIDGE}
link set ${BRIDGE} up
route add unreachable default
`;

/** Makes the lab's network namespace and its bridge, or leaves them alone when they are whole. */
export async function ensureNetwork(lab: LabPaths): Promise<"present" | "created"> {
  if (await networkIsWhole(lab)) return "present";
  await removeNetwork(lab);
  await mkdir("/run/netns", { recursive: true });
  await writeFile(lab.netnsFile, "");
  await run(["unshare", `--net=${lab.netnsFile}`, "true"]);
  await run(["ip", "-netns", lab.netns, "-batch", "-"], { input: setup });
  await run(["nsenter", `--net=${lab.netnsFile}`, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
  return "created";
}

export async function removeNetwork(lab: LabPaths): Promise<void> {
  await run(["umount", lab.netnsFile], { check: false });
  await rm(lab.netnsFile, { force: true }).catch((error: NodeJS.ErrnoException) => {
    // Somebody's `ip netns add` has bound the folder over itself meanwhile, and a mount of ours lies below, out of reach and out of the way.
    if (error.code !== "EBUSY") throw error;
  });
  if ((await namesIn("/run/netns")).length === 0) await rmdir("/run/netns").catch(() => undefined);
}

export async function networkIsWhole(lab: LabPaths): Promise<boolean> {
  const addresses = await ip(lab, "-oneline", "-4", "addr", "show", "dev", BRIDGE);
  return addresses.code === 0 && addresses.stdout.includes(` ${OPERATOR_ADDRESS}/${PREFIX_LENGTH} `);
}

/** Each host's port on the bridge carries the host's name. It appears only once systemd-nspawn has made it. */
export async function attachPort(lab: LabPaths, host: string): Promise<void> {
  await waitFor(`the network port of ${host}`, PORT_LIMIT_MS, async () => {
    const set = await ip(lab, "link", "set", host, "master", BRIDGE, "up");
    return set.code === 0 ? true : undefined;
  });
}

export async function detachPort(lab: LabPaths, host: string): Promise<void> {
  await run(["ip", "-netns", lab.netns, "link", "set", host, "nomaster"]);
}

/** The kernel removes a dead host's port some time later, and a new one could not take its name until then. */
export async function removePort(lab: LabPaths, host: string): Promise<void> {
  await ip(lab, "link", "delete", host);
}

/** "missing" also when the host hangs on a network that is no longer the lab's. */
export async function portState(lab: LabPaths, host: string): Promise<"attached" | "detached" | "missing"> {
  const shown = await ip(lab, "-oneline", "link", "show", "dev", host);
  if (shown.code !== 0) return "missing";
  return shown.stdout.includes(` master ${BRIDGE} `) ? "attached" : "detached";
}

function ip(lab: LabPaths, ...args: readonly string[]) {
  return run(["ip", "-netns", lab.netns, ...args], { check: false });
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}
