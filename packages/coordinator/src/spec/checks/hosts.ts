import type { ClusterSpec } from "../cluster-spec.ts";
import { controlPlaneHosts } from "../control-plane-hosts.ts";
import type { Finding } from "../problem.ts";
import { type Check, finding } from "./check.ts";

const sizes = [3, 5, 7, 9];

/** An even number tolerates no more failures than the odd one below it, and fewer than three tolerate none. */
function memberCount(spec: ClusterSpec): readonly Finding[] {
  const count = controlPlaneHosts(spec).length;
  if (sizes.includes(count)) return [];
  const advice =
    count === 0
      ? "list three hosts"
      : count < 3
        ? `add ${3 - count} more`
        : count > 9
          ? "make some of them role: worker"
          : `add one host, or make one of them role: worker: ${count} tolerate no more failures than ${count - 1}`;
  return [
    finding(
      `${count} control-plane host${count === 1 ? "" : "s"}: etcd needs 3, 5, 7 or 9 of them; ${advice}`,
      "hosts",
    ),
  ];
}

function duplicates({ hosts }: ClusterSpec): readonly Finding[] {
  return (["name", "address"] as const).flatMap((field) =>
    hosts.flatMap((host, index) => {
      const first = hosts.findIndex((other) => other[field] === host[field]);
      return first === index
        ? []
        : [
            finding(
              `${host[field]} is also the ${field} of hosts[${first}]: each host has its own`,
              "hosts",
              index,
              field,
            ),
          ];
    }),
  );
}

/** VRRP, the hosts file and etcd's URLs all name one address a host; two families would need two virtual IPs. */
function oneFamily({ hosts, endpoint }: ClusterSpec): readonly Finding[] {
  const wanted = endpoint.vip.includes(":");
  const [is, want] = wanted ? ["IPv4", "IPv6"] : ["IPv6", "IPv4"];
  return hosts.flatMap((host, index) =>
    host.address.includes(":") === wanted
      ? []
      : [finding(`${host.address} is ${is} and the virtual IP is ${want}: use one family`, "hosts", index, "address")],
  );
}

export const hostChecks: readonly Check[] = [
  { severity: "error", needs: ["hosts"], run: memberCount },
  { severity: "error", needs: ["hosts"], run: duplicates },
  { severity: "error", needs: ["hosts", "endpoint"], run: oneFamily },
];
