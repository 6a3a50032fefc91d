import { AppError } from "@quorate/shared/errors";
import { Option } from "commander";
import { type PackageFile, readPackageNames } from "../../install/agent-packages.ts";
import { type NamedTarget, nameTargets } from "../../install/named-target.ts";
import { plainPath } from "../../install/ssh-command.ts";
import { parseSshTarget, type SshTarget } from "../../install/ssh-target.ts";
import { durationMs } from "../argument.ts";
import {
  type AddCommand,
  type CommandLine,
  type CoordinatorChoice,
  withCoordinatorChoice,
  withSpecFile,
} from "../command-line.ts";
import { installOnHosts } from "../install-on-hosts.ts";
import { readSpec } from "../spec-file.ts";
import type { Surroundings } from "../surroundings.ts";
import { typedCommand } from "../typed-command.ts";

interface InstallOptions extends CoordinatorChoice {
  readonly ssh: readonly SshTarget[];
  readonly file?: string;
  readonly packages?: string;
  readonly knownHosts?: string;
  readonly identity?: string;
  readonly wait: number;
  readonly enrolAgain?: true;
}

/** Where packages are looked for: beside the installed coordinator, and where `npm run package` puts them. */
const usualFolders = ["/usr/share/quorate-coordinator/packages", "dist/packages"] as const;

export const addAgents: AddCommand = (program, line) => {
  const agents = program.command("agents").summary("bring agents to hosts");
  const install = withSpecFile(withCoordinatorChoice(agents.command("install"), line))
    .summary("install, enrol and start the agent on hosts that are reached by ssh")
    .description(
      "For who has ssh and nothing else: finds out what each host is, copies the packages that fit it, installs, enrols " +
        "and starts the agent, and waits until it is connected. It uses your ssh with your configuration and keys; a host " +
        "whose key is not in known_hosts is refused. May be run again. Afterwards ssh is needed no more.",
    )
    .addOption(sshOption().makeOptionMandatory())
    .option("--packages <dir>", `folder of the rpm or deb packages (default: ${usualFolders.join(" or ")})`)
    .option("--known-hosts <file>", "the host keys that count, instead of yours and the machine's")
    .option("--identity <file>", "the private key to log in with")
    .addOption(
      new Option("--wait <time>", "how long an agent may take to connect").argParser(durationMs).default(60_000, "1m"),
    )
    .option("--enrol-again", "give a new certificate also to hosts that are enrolled");
  install.action(async (options: InstallOptions) => {
    line.exit = await installAgentsBySsh(options, line);
  });
};

function sshOption(): Option {
  return new Option(
    "--ssh <target...>",
    "hosts: [NAME=][USER@]HOST[:PORT]; the name is that of the file for the address, or the DNS name's first part",
  ).argParser((text: string, before: readonly SshTarget[] | undefined) => [...(before ?? []), parseSshTarget(text)]);
}

async function installAgentsBySsh(options: InstallOptions, line: CommandLine): Promise<number> {
  const { around, version } = line;
  const { file, knownHosts, identity, wait, enrolAgain, ssh, packages } = options;
  const spec = file === undefined ? undefined : (await readSpec(file, around)).spec;
  const targets: readonly NamedTarget[] = nameTargets(ssh, spec?.hosts);
  // Said now, not for each host.
  for (const path of [knownHosts, identity]) if (path !== undefined) readable(path, around);
  return await installOnHosts(
    {
      targets,
      packages: packageFolder(packages, around),
      ssh: { ...(knownHosts === undefined ? {} : { knownHosts }), ...(identity === undefined ? {} : { identity }) },
      ...{ version, waitMs: wait, again: enrolAgain === true },
      next: typedCommand(["doctor", "-f", file ?? "cluster.yaml"], options.stateDir, line),
    },
    options,
    around,
  );
}

function readable(path: string, around: Surroundings): void {
  if (!around.exists(plainPath(path))) throw new AppError("USAGE", `there is no file ${path}`);
}

/** The folder with its packages. One that is named must be there; without any, hosts that have their agent are still taken in. */
function packageFolder(named: string | undefined, around: Surroundings) {
  if (named !== undefined) return { folder: named, files: packagesIn(named, around) };
  const [usual = ""] = [...usualFolders].filter((folder) => isFolder(folder, around));
  return usual === ""
    ? { folder: usualFolders.join(" or "), files: [] }
    : { folder: usual, files: packagesIn(usual, around) };
}

function packagesIn(folder: string, around: Surroundings): readonly PackageFile[] {
  try {
    return readPackageNames(around.listFolder(folder));
  } catch (error) {
    throw noFolder(folder, error);
  }
}

function noFolder(folder: string, cause: unknown): AppError {
  return new AppError("USAGE", `--packages ${folder} is no folder that can be read`, { cause });
}

function isFolder(path: string, around: Surroundings): boolean {
  try {
    return around.listFolder(path).length > 0;
  } catch {
    return false;
  }
}
