import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../lab/command.ts";
import type { Lab } from "../../lab/lab.ts";
import type { LabHost } from "../../lab/lab-host.ts";
import { openSsh } from "../../lab/ssh-access.ts";
import type { Way } from "../way.ts";
import { bareHosts, limitMs } from "./bare-hosts.ts";
import { joinCommand } from "./join-command.ts";
import { timedUntilReady } from "./watch-cluster.ts";

const scripts = join(import.meta.dirname, "scripts");
const onEveryHost = ["base.sh", "packages.sh", "haproxy.sh", "keepalived.sh"];
// kubeadm would take another address where the default route leads elsewhere; CoreDNS is not in the lab.
const joinOptions = "--ignore-preflight-errors=ImagePull --apiserver-advertise-address";

/** The post's scripts with their faults mended, section after section, host after host, as its reader runs them. */
export function postScripts(lab: Lab, folder: string): Way {
  return {
    name: "scripts",
    title: "the post's scripts, mended",
    measure: async () => {
      await bareHosts(lab);
      const terminals = await openTerminals(lab, mkdtempSync(join(folder, "scripts-")));
      try {
        return (await timedUntilReady(lab, limitMs, () => runAll(lab.hosts, terminals.shell))).ms;
      } finally {
        await terminals.close();
      }
    },
  };
}

/** Runs a script on a host and gives what it said. */
type Shell = (host: LabHost, script: string) => Promise<string>;

async function runAll(hosts: readonly LabHost[], shell: Shell): Promise<void> {
  const [first, ...others] = hosts;
  if (!first) throw new Error("the lab has no hosts");
  const section = (host: LabHost, name: string): Promise<string> =>
    shell(host, readFileSync(join(scripts, name), "utf8"));
  for (const name of onEveryHost) for (const host of hosts) await section(host, name);
  await section(first, "etcd.sh");
  for (const host of hosts) await section(host, "images.sh");
  const command = joinCommand(await section(first, "init.sh")).join(" ");
  for (const host of others) await shell(host, `${command} ${joinOptions} ${host.address}`);
  await section(first, "settle.sh");
}

interface Terminals {
  readonly shell: Shell;
  close(): Promise<void>;
}

/** The reader's terminals: a connection to each host that stays open, and from the first host the way to all. */
async function openTerminals(lab: Lab, folder: string): Promise<Terminals> {
  const { configFile } = await openSsh(lab, folder);
  const reuse = ["ControlMaster=auto", `ControlPath=${join(folder, "mux-%h")}`, "ControlPersist=yes"];
  const base = ["ssh", "-F", configFile, ...reuse.flatMap((option) => ["-o", option])];
  await lab.hosts[0]?.writeFile("/root/.ssh/id_ed25519", readFileSync(join(folder, "key"), "utf8"), 0o600);
  await lab.hosts[0]?.writeFile("/root/.ssh/known_hosts", readFileSync(join(folder, "known_hosts"), "utf8"));
  const shell: Shell = async (host, script) =>
    (
      await run([...base, host.address, "cat > section.sh && bash section.sh < /dev/null"], {
        input: script,
        timeoutMs: limitMs,
      })
    ).stdout;
  for (const host of lab.hosts) await shell(host, "true");
  return {
    shell,
    close: async () => {
      for (const { address } of lab.hosts) await run([...base, "-O", "exit", address], { check: false });
    },
  };
}
