import { withAnyCoordinator } from "../any-coordinator.ts";
import type { AddCommand, CommandLine } from "../command-line.ts";
import { chosenEtcdData, refuseUnconfirmed, reset } from "../reset.ts";
import { type RunOptions, runWish, withRunOptions } from "../run-options.ts";
import { readSpecAndWarn } from "../spec-file.ts";

interface ResetOptions extends RunOptions {
  readonly etcdData?: string;
  readonly yes?: true;
  readonly confirm?: string;
  readonly plan?: true;
}

const shortWait = [60_000, "1m"] as const;

export const addReset: AddCommand = (program, line) => {
  const command = program
    .command("reset")
    .summary("take the cluster down again on all hosts")
    .description(
      "Takes the cluster down on all hosts of the file and puts back what was there before: kubeadm's files, the load " +
        "balancer, the system's settings. Packages stay. Shows what it will do and asks for the cluster's name.",
    )
    .option("--etcd-data <choice>", "keep, purge (delete Kubernetes' keys after a snapshot) or destroy; no default")
    .option("--yes", "do not ask; for scripts, with --confirm")
    .option("--confirm <name>", "the cluster's name, instead of an answer")
    .option("--plan", "show the plan and stop");
  withRunOptions(command, line, shortWait).action(async (options: ResetOptions) => {
    line.exit = await runReset(options, line);
  });
};

async function runReset(options: ResetOptions, line: CommandLine): Promise<number> {
  const { language } = line.around.environment;
  const etcdData = chosenEtcdData(options.etcdData, language);
  const file = await readSpecAndWarn(options.file, line.around);
  const { confirm } = options;
  const confirmation = { yes: options.yes === true, ...(confirm === undefined ? {} : { name: confirm }) };
  refuseUnconfirmed(file.spec.name, confirmation, language);
  const named = ["-f", options.file ?? "-"];
  const words = { again: ["reset", ...named, "--etcd-data", etcdData], afterDone: ["bootstrap", ...named] };
  const wish = { ...runWish(options, file, line, words), etcdData, confirmation, planOnly: options.plan === true };
  return await withAnyCoordinator(options, file.spec.hosts[0]?.address, line, (client, place) =>
    reset(client, place, wish, line.around),
  );
}
