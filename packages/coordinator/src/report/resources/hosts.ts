import type { FoldedHost } from "../../journal/folded-host.ts";
import type { HostStatus } from "../../rpc/status.ts";
import { age } from "../duration.ts";
import { columns } from "../table.ts";
import { type ResourceInput, type ResourceItem, type ResourceList, stateColumn, wide } from "./resource.ts";

export function hostList({ status, state }: ResourceInput): ResourceList {
  const nowMs = Date.parse(status.at);
  const enrolled = new Map([...state.hosts].map((host) => [host.host, host]));
  return {
    kind: "HostList",
    singular: "host",
    columns: [
      ...columns("NAME"),
      ...["AGENT", "KUBERNETES", "ETCD", "VIP"].map(stateColumn),
      ...columns("VERSION", "HEARD>"),
      ...["ADDRESS", "OS", "KERNEL", "CPUS", "MEMORY"].map(wide),
      ...columns("AGE>"),
    ],
    items: status.hosts.map((host) => hostItem(host, enrolled.get(host.name), nowMs)),
  };
}

function hostItem(host: HostStatus, enrolled: FoldedHost | undefined, nowMs: number): ResourceItem {
  const { name, agent, kubernetes = "<unknown>", etcd, vipHeld, agentVersion = "-", lastHeardMs, address = "-" } = host;
  const facts = enrolled?.facts;
  return {
    name,
    cells: [
      name,
      agent,
      kubernetes === "none" ? "-" : kubernetes,
      etcdText(etcd),
      vipHeld ? "held" : "-",
      agentVersion,
      lastHeardMs === undefined ? "-" : age(lastHeardMs),
      address,
      facts?.os.name ?? "-",
      facts?.os.kernel ?? "-",
      String(facts?.cpus ?? "-"),
      facts ? `${facts.memoryMiB}MiB` : "-",
      age(nowMs - Date.parse(host.enrolledAt)),
    ],
    data: { ...host, ...(facts ? { facts } : {}) },
  };
}

function etcdText(etcd: HostStatus["etcd"]): string {
  if (!etcd) return "-";
  if (!etcd.healthy) return "unhealthy";
  return etcd.leader ? "leader" : "follower";
}
