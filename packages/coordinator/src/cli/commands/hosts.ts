import { AppError } from "@quorate/shared/errors";
import { Option } from "commander";
import { enrolLines } from "../../report/enrolment.ts";
import { hostList } from "../../report/host-list.ts";
import { durationMs, hostName, ipAddress } from "../argument.ts";
import { type AddCommand, type CoordinatorChoice, exitCode, withCoordinatorChoice } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { createEnrolment } from "../enrol-hosts.ts";
import { note, say } from "../surroundings.ts";
import { lookCommandWords } from "../words/look-command-words.ts";

interface TokenOptions extends CoordinatorChoice {
  readonly address?: string;
  readonly ttl: number;
}

const quarterHour = 900_000;

export const addToken: AddCommand = (program, line) => {
  const token = program.command("token").summary("let hosts in");
  withCoordinatorChoice(token.command("create"), line)
    .summary("make a join token and print the one command to run on the host")
    .argument("<host>", "name of the host", hostName)
    .option("--address <ip>", "address that the host must come from", ipAddress)
    .addOption(new Option("--ttl <time>", "how long it is good for").argParser(durationMs).default(quarterHour, "15m"))
    .action(async (host: string, { address = "", ttl, ...choice }: TokenOptions) => {
      const enrolment = await withCoordinator(choice, (client) =>
        createEnrolment(client, { host, address, ttlMs: ttl, operator: line.around.operator }),
      );
      say(line.around, enrolLines(enrolment, line.around.stdout.look));
      line.exit = exitCode.done;
    });
};

interface ListOptions extends CoordinatorChoice {
  readonly output: "table" | "json";
}

interface RevokeOptions extends CoordinatorChoice {
  readonly yes?: true;
}

export const addHosts: AddCommand = (program, line) => {
  const { around } = line;
  const hosts = program.command("hosts").summary("see who was let in, and take it back");
  withCoordinatorChoice(hosts.command("list"), line)
    .summary("show the hosts that enrolled, and until when their certificates are good")
    .addOption(new Option("-o, --output <format>", "form of the output").choices(["table", "json"]).default("table"))
    .action(async ({ output, ...choice }: ListOptions) => {
      const { hosts: known, at } = await withCoordinator(choice, (client) => client.status());
      say(around, output === "json" ? [JSON.stringify(known, null, 2)] : hostList(known, at, around.stdout.look));
      line.exit = exitCode.done;
    });
  withCoordinatorChoice(hosts.command("revoke"), line)
    .summary("take a host's keys and join tokens back, and cut its agent off")
    .description(
      "Takes a host's keys and join tokens back and cuts its agent off within a second. What runs on the host goes on; " +
        "what it knows it keeps: its part of etcd's and Kubernetes' keys has to be replaced there. To let it in again: " +
        "coordinator token create HOST.",
    )
    .argument("<host>", "name of the host", hostName)
    .option("--yes", "do not ask")
    .action(async (host: string, { yes, ...choice }: RevokeOptions) => {
      if (yes !== true) await confirm(host, line);
      await withCoordinator(choice, (client) => client.revokeHost(host, around.operator));
      note(around, lookCommandWords[around.environment.language].isRevoked(host));
      line.exit = exitCode.done;
    });
};

/** Throws USAGE when nobody sits at the terminal, or says something else than the host's name. */
async function confirm(host: string, { around }: Parameters<AddCommand>[1]): Promise<void> {
  const words = lookCommandWords[around.environment.language];
  const answer = await around.ask(words.revokeAsk(host), new AbortController().signal);
  if (answer?.trim() === host) return;
  throw new AppError("USAGE", words.notRevoked(host, answer), {
    hint: words.withoutQuestion(`coordinator hosts revoke ${host} --yes`),
  });
}
