import { Option } from "commander";
import type { KubeconfigGrant, KubeconfigWish } from "../../engine/grant-kubeconfig.ts";
import { grantWithoutCoordinator } from "../../rpc/offline-kubeconfig.ts";
import { answers } from "../any-coordinator.ts";
import { durationMs } from "../argument.ts";
import { type AddCommand, type CoordinatorChoice, exitCode, withCoordinatorChoice } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { withPassphraseOption } from "../daemon-options.ts";
import { type KubeconfigOrder, kubeconfig } from "../kubeconfig.ts";
import { type PassphraseOptions, readPassphrase } from "../passphrase.ts";
import type { Surroundings } from "../surroundings.ts";

interface KubeconfigOptions extends CoordinatorChoice {
  readonly output?: string;
  readonly force?: true;
  readonly user?: string;
  readonly ttl: number;
  readonly caPassphraseFile?: string;
}

const day = 86_400_000;

export const addKubeconfig: AddCommand = (program, line) => {
  withPassphraseOption(withCoordinatorChoice(program.command("kubeconfig"), line))
    .summary("make an administrator's file for kubectl")
    .description(
      "Makes a key on this machine, has the coordinator certify it for the cluster that the last bootstrap made, and " +
        "writes a kubeconfig with both. The certificate opens everything and cannot be taken back: let it live briefly.",
    )
    .option("-o, --output <file>", "where to write it, for the owner alone; standard output without it")
    .option("--force", "replace a file that is there")
    .option("--user <name>", "who the apiserver's audit log shall name", line.around.operator)
    .addOption(
      new Option("--ttl <time>", "how long it is good, a year at most").argParser(durationMs).default(day, "24h"),
    )
    .action(async (options: KubeconfigOptions) => {
      const { output, force, user = line.around.operator, ttl } = options;
      const order: KubeconfigOrder = {
        ...{ user, ttlMs: ttl, force: force === true },
        ...(output === undefined ? {} : { output }),
      };
      await kubeconfig(order, (wish) => grant(options, wish, line.around), line.around);
      line.exit = exitCode.done;
    });
};

/** A coordinator that served one run and ended has left all that is needed. */
async function grant(
  options: CoordinatorChoice & PassphraseOptions,
  wish: KubeconfigWish,
  around: Surroundings,
): Promise<KubeconfigGrant> {
  const { stateDir } = options;
  const alone = async () =>
    await grantWithoutCoordinator(stateDir, wish, around.clock, await readPassphrase(options, around));
  const offline = options.role !== undefined || (await answers(options)) ? undefined : await alone();
  return offline ?? (await withCoordinator(options, (client) => client.kubeconfig(wish)));
}
