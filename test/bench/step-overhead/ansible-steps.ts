import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ansible, openAnsible } from "../ansible.ts";
import type { Way } from "../way.ts";
import type { StepsInput } from "./ssh-steps.ts";

/** What a task costs, without what every run of ansible-playbook costs: a run of one task is taken off. */
export function ansibleTasks({ lab, ssh, folder, steps }: StepsInput): Way {
  const ansible = openAnsible(lab, ssh, folder);
  const one = playbook(folder, 1);
  const all = playbook(folder, steps + 1);
  return {
    name: "ansible",
    title: `ansible, pipelining, forks=${lab.hosts.length}`,
    measure: async () => {
      const fixed = await seconds(ansible, one);
      return ((await seconds(ansible, all)) - fixed) * (1_000 / steps);
    },
  };
}

async function seconds(ansible: Ansible, file: string): Promise<number> {
  return (await ansible.play(file)).seconds;
}

function playbook(folder: string, tasks: number): string {
  const file = join(folder, `true-${tasks}.yml`);
  const task = { "ansible.builtin.command": "true", changed_when: false };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify([{ hosts: "masters", gather_facts: false, tasks: Array(tasks).fill(task) }]));
  return file;
}
