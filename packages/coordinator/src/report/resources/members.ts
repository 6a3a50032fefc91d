import { columns } from "../table.ts";
import { type ResourceInput, type ResourceList, stateColumn, wide } from "./resource.ts";

/** etcd members as the agents beside them see them. */
export function memberList({ status }: ResourceInput): ResourceList {
  return {
    kind: "MemberList",
    singular: "member",
    columns: [
      ...columns("NAME", "ID"),
      ...["ROLE", "HEALTHY"].map(stateColumn),
      ...columns("SIZE>"),
      wide("CLUSTER"),
      wide("PROBLEM"),
    ],
    items: status.hosts.flatMap(({ name, etcd }) => {
      if (!etcd) return [];
      const { memberId, clusterId, leader, healthy, databaseBytes, problem } = etcd;
      const role = leader ? "leader" : "follower";
      const size = `${(databaseBytes / 1e6).toFixed(1)}MB`;
      const cells = [name, memberId || "-", healthy ? role : "-", healthy ? "yes" : "no", size, clusterId, problem];
      return [{ name, cells: cells.map((cell) => cell || "-"), data: { name, ...etcd } }];
    }),
  };
}
