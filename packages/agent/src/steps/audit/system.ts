import { isUp } from "../../host/units.ts";
import type { AuditRule } from "./rule.ts";
import { codeLines, type Seen, textOf } from "./seen.ts";

export const firewallUnits = ["firewalld.service", "nftables.service", "ufw.service"] as const;
const limitsFile = "/etc/security/limits.d/kubernetes.conf";

/** Only where a firewall was installed: who chose to have none knows it. */
function firewallOff({ units }: Seen): readonly string[] {
  const firewalld = units.find(({ unit }) => unit === firewallUnits[0]);
  if (!firewalld || firewalld.load === "not-found" || firewalld.load === "") return [];
  if (units.some(({ unit, active }) => firewallUnits.some((name) => name === unit) && isUp(active))) return [];
  return [`firewalld is ${firewalld.active} and ${firewalld.fileState || firewalld.load}, and no other firewall runs`];
}

function selinuxDisabled(seen: Seen): readonly string[] {
  const file = "/etc/selinux/config";
  const found = codeLines(textOf(seen, file) ?? "").find(({ code }) => code === "SELINUX=disabled");
  return found ? [`${file} line ${found.number}: ${found.code}`] : [];
}

function swapInFstab(seen: Seen): readonly string[] {
  return codeLines(textOf(seen, "/etc/fstab") ?? "").flatMap(({ code, number }) =>
    code.split(" ")[2] === "swap" ? [`/etc/fstab line ${number}: ${code}`] : [],
  );
}

/** pam_limits is for logins. */
function limitsWithoutService(seen: Seen): readonly string[] {
  return textOf(seen, limitsFile) === undefined ? [] : [`${limitsFile} is for logins: no service of systemd reads it`];
}

export const systemRules: readonly AuditRule[] = [
  { id: "FIREWALL-OFF", severity: "error", find: firewallOff },
  { id: "SELINUX-DISABLED", severity: "warning", find: selinuxDisabled },
  { id: "SWAP-FSTAB", severity: "error", find: swapInFstab },
  { id: "LIMITS-NO-SERVICE", severity: "warning", find: limitsWithoutService },
];
