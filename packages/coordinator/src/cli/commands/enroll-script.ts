import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import { hostId } from "@quorate/shared/ids";
import { type Command, Option } from "commander";
import {
  type EnrollScriptWish,
  enrollScript,
  type FetchedPackage,
  parsePackageUrl,
} from "../../install/enroll-script.ts";
import type { AdminClient } from "../../rpc/admin-client.ts";
import { durationMs, hostName, ipAddress } from "../argument.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  exitCode,
  withCoordinatorChoice,
} from "../command-line.ts";
import { withCoordinator } from "../coordinator-link.ts";
import { note } from "../surroundings.ts";

interface ScriptOptions extends CoordinatorChoice {
  readonly packageUrl: readonly FetchedPackage[];
  readonly embedToken?: true;
  readonly address?: string;
  readonly ttl?: number;
}

const quarterHour = 900_000;

export const addEnrollScript: AddCommand = (program, line) => {
  const command = program
    .command("enroll-script")
    .summary("print a shell script that enrols the host it is run on")
    .description(
      "Prints a POSIX shell script for cloud-init, a console or configuration management: it installs the agent where it is " +
        "missing, enrols the host and starts the unit. It holds no secret: the join token is given to it on the host, by " +
        "standard input or a file.",
    )
    .argument("[host...]", "names that may be enrolled with it; any without", readHost);
  withTokenOptions(withCoordinatorChoice(command, line))
    .addOption(
      new Option(
        "--package-url <url>",
        "fetch what is missing: http(s)://…/NAME.deb#sha256=HEX; agent and runtime, each once",
      )
        .argParser((text: string, before: readonly FetchedPackage[]) => [...before, parsePackageUrl(text)])
        .default([], "none"),
    )
    .action(async (hosts: readonly HostId[], options: ScriptOptions) => {
      const wish = await withCoordinator(options, (client) => scriptWish(client, hosts, options, line));
      line.around.stdout.write(enrollScript(wish));
      line.exit = exitCode.done;
    });
};

function withTokenOptions(command: Command): Command {
  return command
    .option("--embed-token", "put a join token for the one host into the script, which is then a secret itself")
    .option("--address <ip>", "with --embed-token: address that the host must come from", ipAddress)
    .addOption(
      new Option("--ttl <time>", "with --embed-token: how long it is good (default: 15m)").argParser(durationMs),
    );
}

const readHost = (text: string, before: readonly HostId[] | undefined): readonly HostId[] => [
  ...(before ?? []),
  hostId(hostName(text)),
];

async function scriptWish(
  client: Pick<AdminClient, "status" | "createToken">,
  hosts: readonly HostId[],
  options: ScriptOptions,
  { around, version }: CommandLine,
): Promise<EnrollScriptWish> {
  const common = { version, hosts, packages: options.packageUrl };
  if (options.embedToken !== true) {
    if (options.address !== undefined || options.ttl !== undefined) {
      throw new AppError("USAGE", "--address and --ttl are of a token, and go with --embed-token");
    }
    const { enrolment } = await client.status();
    if (!enrolment) throw new AppError("UNSUPPORTED", "the coordinator is older than this command: upgrade it first");
    note(around, [
      `the script holds no token: make one for each host: coordinator token create ${hosts[0] ?? "HOST"} --address IP`,
    ]);
    return { ...common, coordinator: enrolment.address, caHash: enrolment.caHash };
  }
  const host = onlyHost(hosts);
  const { address = "", ttl = quarterHour } = options;
  const order = { hostName: host, address, ttlSeconds: Math.ceil(ttl / 1_000), operator: around.operator };
  const { token, caHash, enrolAddress, expiresAt } = await client.createToken(order);
  const anywhere = address === "" ? ", from any address; --address IP binds it to one" : "";
  note(around, [
    `warning: the script holds the join token of ${host}, good once until ${expiresAt.slice(0, 16).replace("T", " ")} UTC${anywhere}`,
    `whoever reads it first can be ${host}: keep it from others; user data of clouds can be read by every process of the machine`,
  ]);
  return { ...common, coordinator: enrolAddress, caHash, token: token };
}

/** One host's token in another's hands would make the other that host. */
function onlyHost(hosts: readonly HostId[]): HostId {
  const [host, ...more] = hosts;
  if (host !== undefined && more.length === 0) return host;
  throw new AppError("USAGE", "a script with a token in it is for one host: each would read the tokens of the others", {
    hint: "name one host, and make a script for each",
  });
}
