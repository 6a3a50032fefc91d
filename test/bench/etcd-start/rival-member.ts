import type { LabHost } from "../../lab/lab-host.ts";

export interface RivalFiles {
  readonly unit: string;
  readonly dataDir: string;
  /** Absolute path to text, of one host. */
  readonly files: (host: LabHost, token: string) => Readonly<Record<string, string>>;
}

/** Where the product keeps the pairs that it made; the rivals use the same ones. */
export const pki = "/etc/quorate/pki/etcd";
export const clientPort = 2379;
export const peerPort = 2380;

let generation = 0;

/** An empty data directory and a token never used before, on every host; nothing is started. */
export async function prepareRival(hosts: readonly LabHost[], rival: RivalFiles): Promise<void> {
  generation += 1;
  const token = `bench-${process.pid}-${generation}`;
  await Promise.all(hosts.map((host) => prepare(host, rival, token)));
}

async function prepare(host: LabHost, { unit, dataDir, files }: RivalFiles, token: string): Promise<void> {
  for (const [path, text] of Object.entries(files(host, token))) await host.writeFile(path, text);
  await host.exec(["rm", "-rf", dataDir]);
  await host.exec(["install", "-d", "-o", "etcd", "-g", "etcd", "-m", "700", dataDir]);
  await host.exec(["systemctl", "daemon-reload"]);
  await host.exec(["systemctl", "reset-failed", unit], { check: false });
}

/** Leaves neither a process nor data: 64 MB are allocated for each member. */
export async function removeRival(hosts: readonly LabHost[], { unit, dataDir }: RivalFiles): Promise<void> {
  await Promise.all(
    hosts.map(async (host) => {
      await host.exec(["systemctl", "kill", "--signal=SIGKILL", unit], { check: false });
      await host.exec(["systemctl", "stop", unit]);
      await host.exec(["rm", "-rf", dataDir]);
    }),
  );
}
