#!/usr/bin/env node
// First: what is imported after it does not load on an older Node, and would say that instead of what is wrong.
import "./config/node-check.ts";

import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { systemClock } from "@quorate/shared/clock";
import { leaveNoMemory } from "@quorate/shared/crash-dumps";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import { createLogger, type Logger, type LogLevel } from "@quorate/shared/log";
import { Heart, serviceManager } from "@quorate/shared/service-manager";
import { Command, CommanderError, Option } from "commander";
import { loadIdentity } from "./config/identity.ts";
import { agentPaths, defaultConfigDir, defaultStateDir } from "./config/paths.ts";
import { readToken, type TokenSource } from "./config/token.ts";
import { agentVersion } from "./config/version.ts";
import { collectFacts } from "./facts/collect-facts.ts";
import { askInventory, withInventory } from "./facts/inventory.ts";
import { LongCommands } from "./host/long-commands.ts";
import { createHost } from "./host/real-host.ts";
import { recordingHost } from "./host/recording-host.ts";
import { type AgentParts, startAgent } from "./main/agent.ts";
import { stepHandlers } from "./runner/handlers.ts";
import { Journal } from "./runner/journal.ts";
import { lockState } from "./runner/state-lock.ts";
import { enroll } from "./session/enrol.ts";
import { OwnIdentity } from "./session/own-identity.ts";

const usageExit = 64;

/** Where texts for the user go. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
}

interface CommonOptions {
  readonly configDir: string;
  readonly stateDir: string;
}

type EnrollOptions = CommonOptions &
  TokenSource & { readonly coordinator: string; readonly caHash: string; readonly host: string };

/** All commands with all their options; what the help, the manual and the completions are made of. */
export function program(terminal: Terminal): Command {
  const main = new Command("quorate-agent")
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.error(text) })
    .description("Runs typed steps on this host for the coordinator, and tells it how the host does")
    .version(agentVersion, "--version")
    .showHelpAfterError()
    .exitOverride();
  common(main.command("enroll").alias("enrol"))
    .description("trade a join token for this host's certificate; may be repeated with the same token")
    .requiredOption("--coordinator <host:port>", "the coordinator's enrol address")
    .requiredOption(
      "--ca-hash <sha256:hex>",
      "hash of the fleet CA's public key, as `coordinator token create` prints it",
    )
    .option("--token-file <file>", "file with the join token, or - for standard input")
    .option("--token <token>", "the join token itself; while this runs, every user of this machine can read it (ps)")
    .addOption(
      new Option("--host <name>", "this host's name in cluster.yaml").default(
        hostname().toLowerCase().split(".")[0],
        "its own name",
      ),
    )
    .action((options: EnrollOptions) => enrollHost(options, terminal));
  common(main.command("run"))
    .description("connect to the coordinator and do what it asks, until SIGTERM or SIGINT")
    .addOption(logLevelOption())
    .action((options: RunOptions) => runAgent(options));
  // Asked by this program itself, in a process that may be killed.
  main.command("inventory", { hidden: true }).action(() => printInventory(terminal));
  return main;
}

function common(command: Command): Command {
  return command
    .option("--config-dir <dir>", "where the enrolment is kept", defaultConfigDir)
    .option("--state-dir <dir>", "where the journal of steps is kept", defaultStateDir);
}

function logLevelOption(): Option {
  return new Option("--log-level <level>", "least level that is logged")
    .choices(["debug", "info", "warn", "error"])
    .default("info");
}

async function printInventory(terminal: Terminal): Promise<void> {
  const { readInventory } = await import("./facts/read-inventory.ts");
  terminal.out(`${JSON.stringify(await readInventory())}\n`);
}

async function enrollHost(options: EnrollOptions, terminal: Terminal): Promise<void> {
  const host = createHost();
  const name = parseHost(options.host);
  const inventory = [process.execPath, fileURLToPath(import.meta.url), "inventory"] as const;
  const { controlAddress } = await enroll({
    coordinator: options.coordinator,
    token: await readToken(options),
    caHash: options.caHash,
    facts: withInventory(await collectFacts(host, factsOptions(name)), await askInventory(host, inventory)),
    paths: agentPaths(options.configDir, options.stateDir),
    files: host.files,
  });
  terminal.out(
    `${name} is enrolled; its agent connects to ${controlAddress}\nnext: systemctl enable quorate-agent && systemctl restart quorate-agent\n`,
  );
}

function parseHost(name: string): HostId {
  if (hostNamePattern.test(name)) return hostId(name);
  throw new AppError("USAGE", `${JSON.stringify(name)} is no host name`, {
    hint: "give the name that cluster.yaml has for this host with --host NAME",
  });
}

function factsOptions(host: HostId) {
  return { host, agentVersion: agentVersion, arch: process.arch };
}

type RunOptions = CommonOptions & { readonly logLevel: LogLevel };

/** Changes the parts before the agent is made of them: tests have it die where it hurts. */
export type ChangeParts = (parts: AgentParts) => AgentParts;

/** Runs until a signal says stop. */
export async function runAgent(options: RunOptions, change: ChangeParts = (parts) => parts): Promise<void> {
  const { stateDir, ...paths } = agentPaths(options.configDir, options.stateDir);
  const identity = await loadIdentity({ ...paths, stateDir });
  const release = await lockState(stateDir);
  const log = createLogger("quorate-agent", options.logLevel);
  const journal = await Journal.open(stateDir);
  try {
    const host = createHost();
    const facts = () => collectFacts(host, factsOptions(identity.host));
    const { bootId } = await facts();
    const longCommands = await LongCommands.open(stateDir, host.files);
    const own = { identity: new OwnIdentity(identity, paths, host.files), journal, longCommands, facts };
    const parts = { ...own, stateDir, bootId, log, handlers: stepHandlers, host };
    const heart = systemdHeart(log);
    const { sign } = heart;
    const agent = await startAgent(change({ ...parts, stepHost: recordingHost(host, stateDir), sign }));
    log.info({ host: identity.host, coordinator: identity.controlAddress }, "agent started");
    heart.ready();
    const signal = await toldToStop();
    log.info({ signal }, "agent stops");
    heart.stop();
    await agent.stop();
  } finally {
    await journal.close();
    await release();
  }
}

/** A stream that hears nothing ends after 15 s, and the next is tried within 5: silence for so long is a fault of this process. */
const stillMs = 90_000;

function systemdHeart(log: Logger): Heart {
  // biome-ignore lint/style/noProcessEnv: systemd tells it there and nowhere else
  const manager = serviceManager(process.env, process.pid, (error) => log.warn({ error }, "systemd was not told"));
  return new Heart({ manager, clock: systemClock, stillMs });
}

function toldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
}

/** The exit code: the catalogue's for what went wrong, 64 for a wrong command line, 0 else. */
export async function main(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync([...argv]);
    return 0;
  } catch (error) {
    // Commander has already said what is wrong; its own code is 0 after --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExit;
    const { code, message, hint, evidence, spec } = AppError.from(error);
    const lines = [`quorate-agent: ${message} [${code}]`, ...evidence.map((line) => `  ${line}`), `  ${hint}`];
    terminal.error(`${lines.join("\n")}\n`);
    return spec.exit;
  }
}

if (import.meta.main) {
  leaveNoMemory();
  const code = await main(process.argv, {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
  });
  // A step that was left to the next agent never ends here, and may hold timers.
  process.exit(code);
}
