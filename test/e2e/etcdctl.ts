import type { LabHost } from "../lab/lab-host.ts";

/** As root types it: a login shell, no flags. */
export async function etcdctl(host: LabHost, ...args: readonly string[]): Promise<string> {
  const { stdout } = await host.exec(["bash", "-lc", `etcdctl ${args.join(" ")}`], { timeoutMs: 20_000 });
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
  const { code } = await host.exec(["bash", "-lc", "etcdctl endpoint health"], { check: false, timeoutMs: 20_000 });
  return code === 0;
}
