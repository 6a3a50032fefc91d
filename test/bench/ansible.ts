import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ExecResult, run, systemEnvironment } from "../lab/command.ts";
import type { Lab } from "../lab/lab.ts";
import type { SshAccess } from "../lab/ssh-access.ts";

export interface Ansible {
  /** Runs a playbook that must succeed. */
  play(file: string): Promise<{ readonly seconds: number; readonly result: ExecResult }>;
}

const playLimitMs = 600_000;

/** Set up as well as its users can: pipelining, connections that persist, a fork for each host, no search for Python. */
export function openAnsible(lab: Lab, ssh: SshAccess, folder: string): Ansible {
  const inventory = join(folder, "inventory.ini");
  const configFile = join(folder, "ansible.cfg");
  const hosts = lab.hosts.map(({ name, address }) => `${name} ansible_host=${address}`);
  writeFileSync(inventory, `[masters]\n${hosts.join("\n")}\n`);
  writeFileSync(configFile, config(ssh.configFile, inventory, folder, lab.hosts.length));
  const env = { ...systemEnvironment, ANSIBLE_CONFIG: configFile, LANG: "C.UTF-8", LC_ALL: "C.UTF-8" };
  return {
    play: async (file) => {
      const since = performance.now();
      const result = await run(["ansible-playbook", file], { env, cwd: folder, timeoutMs: playLimitMs });
      return { seconds: (performance.now() - since) / 1_000, result };
    },
  };
}

function config(sshConfig: string, inventory: string, folder: string, forks: number): string {
  return `[defaults]
inventory = ${inventory}
forks = ${forks}
interpreter_python = /usr/bin/python3
local_tmp = ${join(folder, "ansible-local")}
retry_files_enabled = False
nocows = True

[ssh_connection]
pipelining = True
ssh_args = -F ${sshConfig} -o ControlMaster=auto -o ControlPersist=60s
control_path_dir = ${join(folder, "cp")}
`;
}
