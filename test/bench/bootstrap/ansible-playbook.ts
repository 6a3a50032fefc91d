import { cpSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { openSsh } from "../../lab/ssh-access.ts";
import { openAnsible } from "../ansible.ts";
import type { Way } from "../way.ts";
import { bareHosts, limitMs } from "./bare-hosts.ts";
import { timedUntilReady } from "./watch-cluster.ts";

/** The steps of the scripts as a playbook, all hosts at once. */
export function ansiblePlaybook(lab: Lab, folder: string): Way {
  return {
    name: "ansible",
    title: "the same steps as an Ansible playbook",
    measure: async () => {
      await bareHosts(lab);
      const own = mkdtempSync(join(folder, "ansible-"));
      cpSync(join(import.meta.dirname, "playbook"), own, { recursive: true });
      const ansible = openAnsible(lab, await openSsh(lab, own), own);
      const { ms } = await timedUntilReady(lab, limitMs, () => ansible.play(join(own, "playbook.yml")));
      return ms;
    },
  };
}
