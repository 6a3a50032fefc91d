import { AppError } from "@quorate/shared/errors";
import type { HostFiles } from "./host.ts";

type Files = Pick<HostFiles, "read" | "list" | "readLink">;

export interface Process {
  readonly pid: number;
  /** Name of the program, at most 15 characters; never its arguments, which may hold secrets. */
  readonly command: string;
  /** Path of its control group; holds the name of its systemd unit. */
  readonly cgroup: string;
}

export interface Listener {
  /** As the kernel prints it; 0.0.0.0 and :: mean every address. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** Sockets in state LISTEN, TCP over IPv4 and IPv6. */
export async function tcpListeners(files: Files): Promise<readonly Listener[]> {
  const texts = await Promise.all(["/proc/net/tcp", "/proc/net/tcp6"].map((path) => files.read(path)));
  return texts.flatMap((text) => (text ?? "").split("\n").slice(1).flatMap(parseListener));
}

/** State 0A is TCP_LISTEN (linux/tcp_states.h). */
function parseListener(row: string): readonly Listener[] {
  const fields = row.trim().split(/\s+/);
  const [, local, , state] = fields;
  const inode = fields[9];
  if (state !== "0A" || local === undefined || inode === undefined) return [];
  const [hex = "", port = ""] = local.split(":");
  return [{ address: addressFromHex(hex), port: Number.parseInt(port, 16), inode }];
}

/** The kernel prints addresses as 32-bit words in the byte order of the machine; every machine we run on is little-endian. */
function addressFromHex(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_none, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  return groups
    .join(":")
    .replace(/^(?:0:)+0$/, "::")
    .replace(/^(?:0:){7}1$/, "::1");
}

/** Who holds each of these sockets. Looks through every process, so ask only for sockets that matter. */
export async function socketOwners(files: Files, inodes: readonly string[]): Promise<ReadonlyMap<string, Process>> {
  const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
  const owners = new Map<string, Process>();
  if (wanted.size === 0) return owners;
  const pids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    for (const socket of await openSockets(files, pid, wanted)) {
      const inode = socket.slice("socket:[".length, -1);
      if (!owners.has(inode)) owners.set(inode, await describeProcess(files, Number(pid)));
    }
    if (owners.size === wanted.size) break;
  }
  return owners;
}

async function openSockets(files: Files, pid: string, wanted: ReadonlySet<string>): Promise<readonly string[]> {
  const names = (await ifVisible(() => files.list(`/proc/${pid}/fd`))) ?? [];
  const targets = await Promise.all(names.map((name) => ifVisible(() => files.readLink(`/proc/${pid}/fd/${name}`))));
  return targets.filter((target) => target !== undefined && wanted.has(target)) as readonly string[];
}

export async function describeProcess(files: Files, pid: number): Promise<Process> {
  const [command, cgroup] = await Promise.all(
    ["comm", "cgroup"].map((name) => ifVisible(() => files.read(`/proc/${pid}/${name}`))),
  );
  return { pid, command: command?.trim() ?? "", cgroup: cgroup?.trim() ?? "" };
}

/** Processes end while they are looked at, and those of other users are closed to whoever is not root: both are as good as absent. */
async function ifVisible<T>(look: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof AppError && error.code === "FILE_ACCESS_FAILED") return undefined;
    throw error;
  }
}

/** Does the process belong to the unit: by its control group, which children and workers share. Pods belong to the kubelet. */
export function belongsToUnit(process: Process, unit: string): boolean {
  const parts = process.cgroup.split(/[/\n]/);
  return parts.includes(unit) || (unit === "kubelet.service" && parts.some((part) => part.startsWith("kubepods")));
}
