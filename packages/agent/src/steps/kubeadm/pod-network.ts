import { findProgram } from "../../host/programs.ts";
import type { StepContext } from "../handler.ts";
import { removeFiles } from "./node-files.ts";
import { removePacketRules } from "./packet-rules.ts";

/** Made by network plugins and by kube-proxy; a pod's own interfaces go with its network namespace, routes with their interface. */
const ownInterface =
  /^(?:cni0|flannel(?:-v6)?\.\d+|kube-ipvs0|vxlan(?:-v6)?\.calico|cali[0-9a-f]{11}|cilium_(?:host|net|vxlan)|nodelocaldns)$/;
const cniDirectory = "/etc/cni/net.d";
/** Packages of other container engines bring these. */
const foreignConfig = /^(?:\.|87-podman|100-crio|200-loopback|99-loopback)/;

/** What the cluster's network leaves on a host: rules, virtual servers, interfaces, configuration. Gives what was done, in words. */
export async function removePodNetwork(ctx: StepContext): Promise<readonly string[]> {
  return [
    ...(await removeConfig(ctx)),
    ...(await removePacketRules(ctx)),
    ...(await clearVirtualServers(ctx)),
    ...(await removeInterfaces(ctx)),
  ];
}

async function cniFiles(ctx: StepContext): Promise<readonly string[]> {
  const names = ((await ctx.host.files.list(cniDirectory)) ?? []).filter((name) => !foreignConfig.test(name));
  const statuses = await Promise.all(names.map((name) => ctx.host.files.status(`${cniDirectory}/${name}`)));
  return names.filter((_name, at) => statuses[at]?.kind !== "directory").map((name) => `${cniDirectory}/${name}`);
}

async function removeConfig(ctx: StepContext): Promise<readonly string[]> {
  return (await removeFiles(ctx, await cniFiles(ctx))).map((path) => `removed ${path}`);
}

async function removeInterfaces(ctx: StepContext): Promise<readonly string[]> {
  const { host, signal } = ctx;
  const names = ((await host.files.list("/sys/class/net")) ?? []).filter((name) => ownInterface.test(name));
  if (names.length === 0 || !(await findProgram(host.files, "ip"))) return [];
  const did: string[] = [];
  for (const name of names) {
    // The other end of a pair may have taken it along.
    const { code } = await host.exec(["ip", "link", "delete", "dev", name], { signal });
    if (code === 0) did.push(`removed the interface ${name} and its routes`);
  }
  return did;
}

/** Only kube-proxy of mode ipvs makes virtual servers on a host of ours. */
async function clearVirtualServers({ host, signal }: StepContext): Promise<readonly string[]> {
  const table = await host.files.read("/proc/net/ip_vs");
  if (!table || !/^(?:TCP|UDP|SCTP|FWM) /m.test(table) || !(await findProgram(host.files, "ipvsadm"))) return [];
  await host.run(["ipvsadm", "--clear"], { signal });
  return ["cleared the table of virtual servers (ipvs)"];
}
