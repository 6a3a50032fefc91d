import { program } from "../../packages/agent/src/main.ts";
import { type CommandTree, commandTree } from "../../packages/coordinator/src/cli/manual/command-tree.ts";
import { type ManPage, manPages } from "../../packages/coordinator/src/cli/manual/man-page.ts";
import { completionScript, manualPages } from "../../packages/coordinator/src/cli/manual/manual.ts";
import { type Shell, shells } from "../../packages/coordinator/src/cli/manual/shells.ts";
import { manualWords } from "../../packages/coordinator/src/cli/words/manual-words.ts";
import type { Language } from "../../packages/shared/src/language.ts";
import { text } from "./package-content.ts";
import { type Product, systemdFile, unitFiles } from "./program-package.ts";
import { unitScripts } from "./unit-scripts.ts";

const agentFolders = { config: "/etc/quorate", state: "/var/lib/quorate-agent" } as const;
const coordinatorState = "/var/lib/quorate-coordinator";
/** As in its sysusers. */
const roleGroups = "quorate-operators quorate-viewers";

function agentTree(language: Language): CommandTree {
  return commandTree(program({ out: () => undefined, error: () => undefined, language }));
}

function agentPages(version: string, language: Language): readonly ManPage[] {
  const { files } = manualWords[language];
  return manPages(agentTree(language), {
    ...({ section: 8, version, language } as const),
    files: [
      [`${agentFolders.config}/agent.json`, files.agentIdentity],
      [agentFolders.state, files.agentState],
      ["/etc/default/quorate-agent, /etc/sysconfig/quorate-agent", files.unitOptions],
    ],
    exits: [0, 1, 64, 65, 69, 77],
    seeAlso: ["coordinator(1)", "systemctl(1)", "journalctl(1)"],
  });
}

export function agentProduct(version: string): Product {
  const name = "quorate-agent";
  const tree = agentTree("en");
  return {
    ...{ name, command: name, source: "agent" },
    summary: "runs typed steps on this host for a Quorate coordinator",
    description: `Takes this host into a highly available Kubernetes control plane, and tells
the coordinator how the host does. It runs a closed catalogue of steps; no
shell command comes over the wire. Enrol it with the command that
\`coordinator token create\` prints, then enable its unit.`,
    pages: agentPages(version, "en"),
    pagesZh: agentPages(version, "zh"),
    completion: (shell: Shell) => shells[shell](tree),
    files: [
      ...unitFiles(name),
      { path: `/usr/lib/tmpfiles.d/${name}.conf`, content: text(systemdFile(`${name}.tmpfiles`)) },
    ],
    folders: [agentFolders.config],
    scripts: {
      ...unitScripts(`${name}.service`),
      afterInstall: `systemd-tmpfiles --create ${name}.conf >/dev/null 2>&1 || :`,
      // What else lies in /etc/quorate is the cluster's, which lives on without its agent.
      purge: `rm -rf ${agentFolders.state} ${agentFolders.config}/agent ${agentFolders.config}/agent.json
[ ! -d ${agentFolders.config} ] || rmdir --ignore-fail-on-non-empty ${agentFolders.config}`,
    },
  };
}

export function coordinatorProduct(version: string): Product {
  const name = "quorate-coordinator";
  const sysusers = `/usr/lib/sysusers.d/${name}.conf`;
  return {
    ...{ name, command: "coordinator", source: "coordinator" },
    summary: "makes a highly available Kubernetes control plane of bare hosts",
    description: `Holds the sequence, the certificates and the event log of a cluster, and
tells the agents on its hosts what to do: haproxy and keepalived in front,
an etcd cluster behind, kubeadm in between. This package has the command
line and, for who wants a coordinator that stays, the unit of its service.`,
    pages: manualPages(version),
    pagesZh: manualPages(version, "zh"),
    completion: (shell: Shell) => completionScript(shell, version),
    files: [
      ...unitFiles(name),
      { path: sysusers, content: text(systemdFile(`${name}.sysusers`)) },
      { path: `/usr/lib/tmpfiles.d/${name}.conf`, content: text(systemdFile(`${name}.tmpfiles`)) },
    ],
    folders: [],
    scripts: {
      ...unitScripts(`${name}.service`),
      // CentOS 7 may have no systemd-sysusers.
      afterInstall: `systemd-sysusers ${sysusers} 2>/dev/null || {
  getent passwd quorate >/dev/null || useradd --system --user-group --home-dir ${coordinatorState} --no-create-home --shell /usr/sbin/nologin quorate
  for group in ${roleGroups}; do groupadd --system --force "$group"; done
}
systemd-tmpfiles --create ${name}.conf >/dev/null 2>&1 || :`,
      purge: `rm -rf ${coordinatorState} /run/${name}
if getent passwd quorate >/dev/null; then userdel quorate || :; fi
for group in ${roleGroups}; do
  if getent group "$group" >/dev/null; then groupdel "$group" || :; fi
done`,
    },
  };
}
