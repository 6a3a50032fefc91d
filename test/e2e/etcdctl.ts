import type { LabHost } from "../lab/lab-host.ts";

/** etcdctl gives up after 2 and 5 s by itself; an election, or a disk that others keep busy, may take as long. */
const patient = ["env", "ETCDCTL_DIAL_TIMEOUT=30s", "ETCDCTL_COMMAND_TIMEOUT=60s"];

/** As root types it: a login shell, no flags. */
export async function etcdctl(host: LabHost, ...args: readonly string[]): Promise<string> {
  const { stdout } = await host.exec([...patient, "bash", "-lc", `etcdctl ${args.join(" ")}`], { timeoutMs: 90_000 });
  return stdout;
}

/** The cluster id that the member on this host reports, hexadecimal. JSON numbers would lose its last digits. */
export async function clusterIdOf(host: LabHost): Promise<string> {
  const status = await etcdctl(host, "endpoint", "status", "-w", "json");
  const id = /"cluster_id":(\d+)/.exec(status)?.[1];
  if (id === undefined) throw new Error(`no cluster id in ${status}`);
  return BigInt(id).toString(16);
}

/** A linearizable read through the member of this host. */
export async function healthy(host: LabHost): Promise<boolean> {
  const ask = [...patient, "bash", "-lc", "etcdctl endpoint health"];
  return (await host.exec(ask, { check: false, timeoutMs: 90_000 })).code === 0;
}
