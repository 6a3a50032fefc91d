#!/usr/bin/env node
// First: what is imported after it does not load on an older Node, and would say that instead of what is wrong.
import "./config/node-check.ts";

import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import { systemClock } from "@quorate/shared/clock";
import { leaveNoMemory } from "@quorate/shared/crash-dumps";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, hostNamePattern } from "@quorate/shared/ids";
import { type Language, languageOfVariables } from "@quorate/shared/language";
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
import { speakHelp } from "./main/cli-help.ts";
import { cliWords } from "./main/cli-words.ts";
import { errorLines } from "./main/error-lines.ts";
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
  /** Of these texts; English unless given. */
  readonly language?: Language;
}

interface CommonOptions {
  readonly configDir: string;
  readonly stateDir: string;
}

type EnrollOptions = CommonOptions &
  TokenSource & { readonly coordinator: string; readonly caHash: string; readonly host: string };

/** All commands with all their options; what the help, the manual and the completions are made of. */
export function program(terminal: Terminal): Command {
  const { language = "en" } = terminal;
  const words = cliWords[language];
  const main = new Command("quorate-agent")
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.error(text) })
    .description(words.about)
    .version(agentVersion, "--version", words.version)
    .showHelpAfterError()
    .exitOverride();
  speakHelp(main, language);
  const ownName = hostname().toLowerCase().split(".")[0];
  common(main.command("enroll").alias("enrol"), words)
    .description(words.enroll)
    .requiredOption("--coordinator <host:port>", words.coordinator)
    .requiredOption("--ca-hash <sha256:hex>", words.caHash)
    .option("--token-file <file>", words.tokenFile)
    .option("--token <token>", words.token)
    .addOption(new Option("--host <name>", words.host).default(ownName, words.ownName))
    .action((options: EnrollOptions) => enrollHost(options, terminal));
  common(main.command("run"), words)
    .description(words.run)
    .addOption(logLevelOption(words))
    .action((options: RunOptions) => runAgent(options));
  // Asked by this program itself, in a process that may be killed.
  main.command("inventory", { hidden: true }).action(() => printInventory(terminal));
  return main;
}

type Words = (typeof cliWords)[Language];

function common(command: Command, words: Words): Command {
  return command
    .option("--config-dir <dir>", words.configDir, defaultConfigDir)
    .option("--state-dir <dir>", words.stateDir, defaultStateDir);
}

function logLevelOption(words: Words): Option {
  return new Option("--log-level <level>", words.logLevel).choices(["debug", "info", "warn", "error"]).default("info");
}

async function printInventory(terminal: Terminal): Promise<void> {
  const { readInventory } = await import("./facts/read-inventory.ts");
  terminal.out(`${JSON.stringify(await readInventory())}\n`);
}

async function enrollHost(options: EnrollOptions, terminal: Terminal): Promise<void> {
  const words = cliWords[terminal.language ?? "en"];
  const host = createHost();
  const name = parseHost(options.host, words);
  const inventory = [process.execPath, fileURLToPath(import.meta.url), "inventory"] as const;
  const { controlAddress } = await enroll({
    coordinator: options.coordinator,
    token: await readToken(options),
    caHash: options.caHash,
    facts: withInventory(await collectFacts(host, factsOptions(name)), await askInventory(host, inventory)),
    paths: agentPaths(options.configDir, options.stateDir),
    files: host.files,
  });
  const next = words.next("systemctl enable quorate-agent && systemctl restart quorate-agent");
  terminal.out(`${words.enrolled(name, controlAddress)}\n${next}\n`);
}

function parseHost(name: string, words: Words): HostId {
  if (hostNamePattern.test(name)) return hostId(name);
  throw new AppError("USAGE", words.badHost(JSON.stringify(name)), { hint: words.giveHost });
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
    const known = AppError.from(error);
    terminal.error(`${(await errorLines(known, terminal.language ?? "en")).join("\n")}\n`);
    return known.spec.exit;
  }
}

/** What goes to a log is English, whatever the locale of the service manager. */
function ownLanguage(): Language {
  const toLog = process.argv[2] === "run" && !process.stderr.isTTY;
  // biome-ignore lint/style/noProcessEnv: the locale is there and nowhere else
  return toLog ? "en" : languageOfVariables(process.env);
}

if (import.meta.main) {
  leaveNoMemory();
  const code = await main(process.argv, {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    language: ownLanguage(),
  });
  // A step that was left to the next agent never ends here, and may hold timers.
  process.exit(code);
}
