import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { type LabCommand, parseArguments, usage } from "./cli-arguments.ts";
import { enterHost, hostEnv } from "./host-process.ts";
import { type Lab, openLab } from "./lab.ts";
import { exitCodes, LabError } from "./lab-error.ts";
import { operatorCommand, operatorEntrances } from "./operator.ts";
import { labPaths } from "./paths.ts";
import { checkMachine } from "./tools.ts";

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") && args[0] !== "exec") {
    console.log(usage);
    return exitCodes.done;
  }
  const command = parseArguments(args);
  await checkMachine();
  const lab = openLab(command.id, { onProgress: printPart, ...(command.name === "up" && wishOf(command)) });
  switch (command.name) {
    case "up":
      return await up(lab, command);
    case "status":
      return await status(lab);
    case "exec":
      return await exec(lab, command);
    case "reset":
      return await reset(lab, command);
    case "down":
      return await down(lab);
  }
}

function wishOf({ kubernetes, workers }: LabCommand & { name: "up" }) {
  return { ...(kubernetes !== undefined && { kubernetes }), ...(workers !== undefined && { workers }) };
}

async function up(lab: Lab, { etcd }: LabCommand & { name: "up" }): Promise<number> {
  const took = await timed(() => lab.up(etcd === undefined ? {} : { etcd }));
  console.log(`\nLab ${lab.id} is up, ${took}. Next:\n  ${npmRun(lab, "exec", "k8s-master90 systemctl status")}`);
  return exitCodes.done;
}

async function status(lab: Lab): Promise<number> {
  const found = await lab.status();
  printRow("network", found.network);
  for (const host of found.hosts) printRow(host.name, `${host.address}, ${host.state}`);
  const healthy =
    found.network === "up" && found.hosts.every(({ state }) => state === "running" || state === "degraded");
  if (!healthy) console.log(`\nNext:\n  ${npmRun(lab, "up")}`);
  return healthy ? exitCodes.done : exitCodes.failed;
}

async function reset(lab: Lab, { hosts }: LabCommand & { name: "reset" }): Promise<number> {
  const took = await timed(() => lab.reset(hosts.length > 0 ? { hosts } : {}));
  console.log(`\nBare again, ${took}. Next:\n  ${npmRun(lab, "status")}`);
  return exitCodes.done;
}

async function down(lab: Lab): Promise<number> {
  const took = await timed(() => lab.down());
  console.log(`\nLab ${lab.id} is gone, ${took}; the cache stays. Next:\n  ${npmRun(lab, "up")}`);
  return exitCodes.done;
}

/** The terminal, its input and the exit code are the command's own. */
async function exec(lab: Lab, { host, argv, id }: LabCommand & { name: "exec" }): Promise<number> {
  const paths = labPaths(id);
  const inOperator = host === "operator";
  const [file = "", ...args] = inOperator
    ? operatorCommand(paths, argv)
    : enterHost(await lab.host(host).leaderPid(), operatorEntrances(paths), argv);
  // A key pressed to interrupt reaches the command by the terminal; the lab only waits for how it ends.
  process.off("SIGINT", interrupted).on("SIGINT", () => undefined);
  const child = spawn(file, args, { stdio: "inherit", env: inOperator ? process.env : hostEnv() });
  const [code, signal]: [number | null, NodeJS.Signals | null] = (await once(child, "exit")) as [
    number | null,
    NodeJS.Signals | null,
  ];
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

function npmRun(lab: Lab, command: string, rest = ""): string {
  const id = lab.id === "main" ? "" : ` --id ${lab.id}`;
  return `npm run lab -- ${command}${id}${rest && ` ${rest}`}`;
}

async function timed(work: () => Promise<void>): Promise<string> {
  const start = performance.now();
  await work();
  return seconds(performance.now() - start);
}

function printPart(subject: string, outcome: string, ms?: number): void {
  printRow(subject, ms === undefined ? outcome : `${outcome.padEnd(44)} ${seconds(ms).padStart(8)}`);
}

function printRow(subject: string, text: string): void {
  console.log(`  ${subject.padEnd(14)} ${text}`.trimEnd());
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

// Leaving by exit() ends what the lab is running at the moment, such as the build of an image.
function interrupted(): void {
  process.exit(exitCodes.interrupted);
}

process.on("SIGINT", interrupted);
process.on("SIGTERM", interrupted);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof LabError ? `lab: ${error.message}` : error);
  process.exitCode = error instanceof LabError ? error.exitCode : exitCodes.failed;
}
