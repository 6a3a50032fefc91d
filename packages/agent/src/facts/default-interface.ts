/** Flag RTF_UP of linux/route.h. */
const up = 0x1;

/** Interface of the IPv4 default route with the lowest metric, from /proc/net/route; empty when there is none. */
export function defaultInterface(routes: string): string {
  const candidates = routes
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, , flags, , , , mask]) => {
      return destination === "00000000" && mask === "00000000" && (Number.parseInt(flags ?? "0", 16) & up) !== 0;
    })
    .map(([name = "", , , , , , metric = "0"]) => ({ name, metric: Number(metric) }))
    .sort((a, b) => a.metric - b.metric);
  return candidates[0]?.name ?? "";
}

/** The same for IPv6, from /proc/net/ipv6_route; routes that reject have the loopback interface. */
export function defaultInterface6(routes: string): string {
  const candidates = routes
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination, length, , , , , , , flags, name]) => {
      const open = (Number.parseInt(flags ?? "0", 16) & up) !== 0;
      return /^0{32}$/.test(destination ?? "") && length === "00" && open && name !== "lo";
    })
    .map((fields) => ({ name: fields[9] ?? "", metric: Number.parseInt(fields[5] ?? "0", 16) }))
    .sort((a, b) => a.metric - b.metric);
  return candidates[0]?.name ?? "";
}
