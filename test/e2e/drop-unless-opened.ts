import type { LabHost } from "../lab/lab-host.ts";

const source = "/etc/apt/sources.list.d/before-quorate.list";

/** As a careful administrator leaves a server: SSH is open, nothing else, and nothing is forwarded. */
const ruleset = `#!/usr/sbin/nft -f
flush ruleset
table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state { established, related } accept
		iif lo accept
		icmp type echo-request accept
		tcp dport 22 accept
	}
	chain forward {
		type filter hook forward priority filter; policy drop;
	}
}
`;

/** Gives a bare host an nftables that drops incoming and forwarded packets. */
export async function dropUnlessOpened(host: LabHost): Promise<void> {
  await host.writeFile(source, "deb [signed-by=/opt/lab/packages/quorate-lab.asc] file:///opt/lab/packages lab main\n");
  await host.exec(["apt-get", "update"]);
  await host.exec(["apt-get", "install", "--yes", "--no-install-recommends", "nftables"], { timeoutMs: 300_000 });
  // The product brings the repository itself, with its own copy of the key, which apt refuses beside this one.
  await host.exec(["rm", source]);
  await host.writeFile("/etc/nftables.conf", ruleset, 0o755);
  await host.exec(["systemctl", "enable", "--now", "nftables"]);
}
