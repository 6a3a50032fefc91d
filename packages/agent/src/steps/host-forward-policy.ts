import type { Drift } from "@quorate/shared/step/outcome";
import type { Host } from "../host/host.ts";
import { findProgram } from "../host/programs.ts";
import { enableUnit, reloadUnitFiles } from "../host/units.ts";
import type { ApplyHandler } from "./handler.ts";
import { fileDrift, type ManagedFile, managedFile, writeManagedFile } from "./managed-file.ts";

const unit = "quorate-forward-policy.service";
const wantedLink = `/etc/systemd/system/multi-user.target.wants/${unit}`;

/** The policy of iptables' FORWARD chain, now and at every boot. Without an iptables program there is no such chain. */
export const hostForwardPolicy: ApplyHandler<"host.forward-policy"> = {
  type: "apply",
  probe: async (_input, { host, signal, output }) => {
    const iptables = await findProgram(host.files, "iptables");
    if (iptables === undefined) {
      output("no iptables program here: nothing sets a FORWARD policy");
      return [];
    }
    const drift: Drift[] = [...(await fileDrift(host.files, unitFile(iptables)))];
    if ((await host.files.readLink(wantedLink)) === undefined) {
      drift.push({ what: unit, have: "not enabled", want: "enabled" });
    }
    const policy = await policyNow(host, iptables, signal);
    if (policy !== "ACCEPT") drift.push({ what: "policy of FORWARD", have: policy, want: "ACCEPT" });
    return drift;
  },
  apply: async (_input, { host, signal }) => {
    const iptables = await findProgram(host.files, "iptables");
    if (iptables === undefined) return {};
    await host.run([iptables, "-w", "-P", "FORWARD", "ACCEPT"], { signal });
    await writeManagedFile(host.files, unitFile(iptables));
    await reloadUnitFiles(host, { signal });
    await enableUnit(host, unit, { signal });
    return {};
  },
};

async function policyNow(host: Host, iptables: string, signal: AbortSignal): Promise<string> {
  const rules = await host.run([iptables, "-w", "-S", "FORWARD"], { signal });
  return /^-P FORWARD (\w+)/m.exec(rules)?.[1] ?? "unknown";
}

/** After docker and firewalld, which set a policy of their own when they start. */
function unitFile(iptables: string): ManagedFile {
  return managedFile(
    `/etc/systemd/system/${unit}`,
    [
      "# managed by quorate",
      "[Unit]",
      "Description=Let forwarded packets of container networks pass",
      "After=network-pre.target firewalld.service nftables.service ufw.service docker.service",
      "",
      "[Service]",
      "Type=oneshot",
      "RemainAfterExit=yes",
      `ExecStart=${iptables} -w -P FORWARD ACCEPT`,
      "",
      "[Install]",
      "WantedBy=multi-user.target",
      "",
    ].join("\n"),
  );
}
