import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type { EventRecord } from "@quorate/shared/events";
import { openSsh } from "../../lab/ssh-access.ts";
import { type Ansible, openAnsible } from "../ansible.ts";
import type { Bench, BenchContext } from "../bench.ts";
import { convergedSite, type OwnSite } from "../own-site.ts";
import type { Way } from "../way.ts";
import { writePlaybookData } from "./playbook-data.ts";

const usualRounds = 5;

/** A second run of what is done already. Both ways must find nothing to change, or they would not be compared in the same thing. */
export async function rerun({ lab, folder, told }: BenchContext): Promise<Bench> {
  const own = await convergedSite(lab, told);
  const ssh = await openSsh(lab, folder);
  const ansible = openAnsible(lab, ssh, folder);
  const playbook = join(folder, "playbook.yml");
  copyFileSync(join(import.meta.dirname, "playbook.yml"), playbook);
  await writePlaybookData(lab, folder);
  told("the first run of the playbook");
  await ansible.play(playbook);
  told("a bootstrap after it");
  await own.bootstrap();
  return {
    question: "a run of everything on three hosts where nothing is left to do",
    contest: { ours: bootstrapAgain(own), baselines: [playAgain(ansible, playbook)] },
    targets: [{ baseline: "ansible", measure: "mean", atLeast: 15 }],
    rounds: usualRounds,
    notes: () => [],
    close: async () => {
      await ssh.close();
      await own.site.stop();
    },
  };
}

function bootstrapAgain({ bootstrap }: OwnSite): Way {
  return {
    name: "ours",
    title: "coordinator bootstrap",
    measure: async () => {
      const { events, seconds } = await bootstrap();
      const changes = changedSteps(events);
      if (changes.length > 0) throw new Error(`a bootstrap that should change nothing changed ${changes.join(", ")}`);
      return seconds * 1_000;
    },
  };
}

function playAgain(ansible: Ansible, playbook: string): Way {
  return {
    name: "ansible",
    title: "the same as a playbook",
    measure: async () => {
      const { seconds, result } = await ansible.play(playbook);
      const changes = result.stdout.split("\n").filter((row) => /changed=[1-9]/.test(row));
      if (changes.length > 0) throw new Error(`a playbook that should change nothing did:\n${result.stdout}`);
      return seconds * 1_000;
    },
  };
}

function changedSteps(events: readonly EventRecord[]): readonly string[] {
  return events.flatMap(({ event }) =>
    event.type === "step.finished" && event.outcome === "changed" ? [event.step] : [],
  );
}
