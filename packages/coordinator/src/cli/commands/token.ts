import { Option } from "commander";
import { enrolLines } from "../../report/enrolment.ts";
import { durationMs, hostName, ipAddress } from "../argument.ts";
import { type AddCommand, exitCode, withStateDir } from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { createEnrolment } from "../enrol-hosts.ts";
import { say } from "../surroundings.ts";

interface TokenOptions {
  readonly stateDir: string;
  readonly address?: string;
  readonly ttl: number;
}

const quarterHour = 900_000;

export const addToken: AddCommand = (program, line) => {
  const token = program.command("token").summary("let hosts in");
  withStateDir(token.command("create"), line)
    .summary("make a join token and print the one command to run on the host")
    .argument("<host>", "name of the host", hostName)
    .option("--address <ip>", "address that the host must come from", ipAddress)
    .addOption(new Option("--ttl <time>", "how long it is good for").argParser(durationMs).default(quarterHour, "15m"))
    .action(async (host: string, { stateDir, address = "", ttl }: TokenOptions) => {
      const enrolment = await withCoordinator(stateDir, (client) =>
        createEnrolment(client, { host, address, ttlMs: ttl, operator: line.around.operator }),
      );
      say(line.around, enrolLines(enrolment, line.around.stdout.look));
      line.exit = exitCode.done;
    });
};
