import type { HostFiles } from "./host.ts";

/** What the kernel tells in /proc, read without starting a program. */
type Files = Pick<HostFiles, "read">;

export interface Neighbour {
  readonly address: string;
  readonly mac: string;
  readonly interface: string;
}

/** Neighbours on IPv4 whose hardware address is known. */
export async function neighbours(files: Files): Promise<readonly Neighbour[]> {
  const rows = await table(files, "/proc/net/arp", 1);
  return rows.flatMap(([address, , flags, mac, , device]) => {
    // Flag 0x2 is ATF_COM: the entry is complete, somebody answered (linux/if_arp.h).
    const complete = (Number(flags) & 0x2) !== 0;
    return complete && address && mac && device ? [{ address, mac, interface: device }] : [];
  });
}

export interface SwapArea {
  readonly path: string;
  readonly kind: string;
  readonly sizeKiB: number;
}

export async function swapAreas(files: Files): Promise<readonly SwapArea[]> {
  const rows = await table(files, "/proc/swaps", 1);
  return rows.flatMap(([path, kind, size]) =>
    path && kind ? [{ path: unescapeOctal(path), kind, sizeKiB: Number(size) }] : [],
  );
}

export interface Mount {
  readonly source: string;
  readonly path: string;
  readonly type: string;
  readonly options: readonly string[];
}

export async function mounts(files: Files): Promise<readonly Mount[]> {
  const rows = await table(files, "/proc/self/mounts", 0);
  return rows.flatMap(([source, path, type, options]) =>
    source && path && type
      ? [{ source: unescapeOctal(source), path: unescapeOctal(path), type, options: options?.split(",") ?? [] }]
      : [],
  );
}

/** Counters of one protocol in /proc/net/snmp by name; empty when the kernel has none. */
export async function protocolCounters(files: Files, protocol: string): Promise<ReadonlyMap<string, number>> {
  const rows = (await table(files, "/proc/net/snmp", 0)).filter(([name]) => name === `${protocol}:`);
  const [names, values] = rows;
  return new Map((names ?? []).slice(1).map((name, at) => [name, Number(values?.[at + 1] ?? 0)]));
}

/** Value of "Name:  123 kB" in files like /proc/meminfo and /proc/self/status, as its first word. */
export async function procField(files: Files, path: string, name: string): Promise<string | undefined> {
  const text = await files.read(path);
  const row = text?.split("\n").find((candidate) => candidate.startsWith(`${name}:`));
  return row
    ?.slice(name.length + 1)
    .trim()
    .split(/\s+/)[0];
}

async function table(files: Files, path: string, headerLines: number): Promise<readonly (readonly string[])[]> {
  const text = (await files.read(path)) ?? "";
  return text
    .split("\n")
    .slice(headerLines)
    .map((row) => row.trim().split(/\s+/))
    .filter(([first]) => first !== "");
}

/** The kernel writes blanks in paths as \040. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
