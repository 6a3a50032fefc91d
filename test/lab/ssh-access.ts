import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.ts";
import type { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";

/** Root on every host by a key of its own; the hosts' keys are pinned. */
export interface SshAccess {
  readonly configFile: string;
  /** The files that it names. */
  readonly key: string;
  readonly knownHosts: string;
  close(): Promise<void>;
}

const authorizedKeys = "/root/.ssh/authorized_keys";

export async function openSsh(lab: Lab, folder: string): Promise<SshAccess> {
  const key = join(folder, "key");
  const knownHosts = join(folder, "known_hosts");
  const configFile = join(folder, "ssh_config");
  await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "quorate-lab", "-f", key]);
  const publicKey = (await run(["cat", `${key}.pub`])).stdout;
  const hostKeys = await Promise.all(lab.hosts.map((host) => admit(host, publicKey)));
  writeFileSync(knownHosts, hostKeys.join(""));
  writeFileSync(configFile, config(key, knownHosts));
  chmodSync(configFile, 0o600);
  return {
    ...{ configFile, key, knownHosts },
    close: async () => {
      await Promise.all(lab.hosts.map(dismiss));
    },
  };
}

/** Lets the key in, starts the SSH server, and returns the host's line for known_hosts. */
async function admit(host: LabHost, publicKey: string): Promise<string> {
  await host.writeFile(authorizedKeys, publicKey, 0o600);
  await host.exec(["systemctl", "start", "ssh"]);
  const hostKey = await host.readFile("/etc/ssh/ssh_host_ed25519_key.pub");
  return `${host.address} ${hostKey.split(" ").slice(0, 2).join(" ")}\n`;
}

async function dismiss(host: LabHost): Promise<void> {
  await host.exec(["rm", "-f", authorizedKeys]);
  await host.exec(["systemctl", "stop", "ssh"]);
}

function config(key: string, knownHosts: string): string {
  return `User root
IdentityFile ${key}
IdentitiesOnly yes
UserKnownHostsFile ${knownHosts}
StrictHostKeyChecking yes
BatchMode yes
ConnectTimeout 10
`;
}
