import type { FakeEntry } from "./fake-files.ts";

export interface TcpRow {
  /** As the kernel prints it: address and port in hexadecimal. */
  readonly local: string;
  readonly inode: string;
  /** 0A, listening, unless given. */
  readonly state?: string;
}

/** Text of /proc/net/tcp. */
export function tcpTable(rows: readonly TcpRow[]): string {
  const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
  const lines = rows.map(
    ({ local, inode, state = "0A" }, at) =>
      `   ${at}: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`,
  );
  return `${[head, ...lines].join("\n")}\n`;
}

export interface FakeProcess {
  readonly pid: number;
  readonly command: string;
  readonly cgroup: string;
  readonly inode?: string;
}

/** What /proc shows of a process, which may hold a socket. */
export function listeningProcess({ pid, command, cgroup, inode }: FakeProcess): Record<string, string | FakeEntry> {
  return {
    [`/proc/${pid}/comm`]: `${command}\n`,
    [`/proc/${pid}/cgroup`]: `${cgroup}\n`,
    [`/proc/${pid}/fd/0`]: { kind: "link", target: "/dev/null" },
    ...(inode === undefined ? {} : { [`/proc/${pid}/fd/3`]: { kind: "link", target: `socket:[${inode}]` } as const }),
  };
}
