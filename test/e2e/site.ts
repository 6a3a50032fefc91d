import type { ChildProcess } from "node:child_process";
import { copyFileSync, mkdirSync, openSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventRecord } from "@quorate/shared/events";
import { adminSocketOf } from "../../packages/coordinator/src/journal/state-directory.ts";
import { answers } from "../integration/answers.ts";
import type { ExecResult } from "../lab/command.ts";
import type { Lab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { ensureOwnPackages, type OwnPackages } from "../lab/own-packages.ts";
import { labPaths } from "../lab/paths.ts";
import { requireSettings } from "../lab/settings.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { node } from "./programs.ts";

const podNetworkManifest = fileURLToPath(new URL("../lab/kubernetes/pod-network.yaml", import.meta.url));

export interface BootstrapResult {
  readonly code: number;
  readonly events: readonly EventRecord[];
  readonly stderr: string;
  readonly seconds: number;
}

/** Quorate as its user sets it up: a coordinator in the lab's network, an agent enrolled on each host. */
export class Site {
  readonly lab: Lab;
  readonly folder: string;
  /** A script that is /usr/bin/quorate-agent on the hosts instead of the packaged program. */
  protected readonly agentProgram: string | undefined;
  /** What serves instead of the packaged program. */
  protected readonly servingProgram: (() => readonly string[]) | undefined;
  readonly #until: readonly string[];
  #daemon: ChildProcess | undefined;
  #packages: Promise<OwnPackages> | undefined;

  /** `until` names the last phase of this site's runs; all phases unless given. */
  constructor(lab: Lab, until?: string) {
    this.lab = lab;
    this.#until = until === undefined ? [] : ["--until", until];
    this.folder = `/var/lib/quorate-lab/${lab.id}/operator`;
  }

  /** What a user gets is what is tested: the packages of this clone, built at the first question. */
  packages(): Promise<OwnPackages> {
    this.#packages ??= ensureOwnPackages();
    return this.#packages;
  }

  /** A command line of the packaged coordinator on the operator's machine, where it is unpacked and not installed. */
  async coordinator(args: readonly string[]): Promise<readonly string[]> {
    return [node, (await this.packages()).coordinatorProgram, ...args, "--state-dir", this.folder];
  }

  get logFile(): string {
    return join(this.folder, "coordinator.log");
  }

  /** Starts `coordinator serve` on fresh state, or on what an earlier start left when `keep` is set; with `more` options. */
  async serve(options: { readonly keep?: boolean; readonly more?: readonly string[] } = {}): Promise<void> {
    if (!options.keep) rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const log = openSync(this.logFile, "a", 0o600);
    const { address } = this.lab.operator;
    const argv = [
      "serve",
      "--enrol-listen",
      `${address}:7444`,
      "--control-listen",
      `${address}:7443`,
      "--advertise",
      address,
      ...(options.more ?? []),
    ];
    const own = this.servingProgram?.();
    const command = own ? [...own, ...argv, "--state-dir", this.folder] : await this.coordinator(argv);
    this.#daemon = this.lab.operator.spawn(command, { stdio: ["ignore", log, log] });
    await until(120_000, "the coordinator to answer", () => answers(adminSocketOf(this.folder)));
  }

  /** A user's command line on the operator's machine. */
  async cli(
    args: readonly string[],
    options: { readonly check?: boolean; readonly timeoutMs?: number } = {},
  ): Promise<ExecResult> {
    return await this.lab.operator.exec(await this.coordinator(args), { timeoutMs: 180_000, ...options });
  }

  /** Installs the agent's package on every host, or on those given, and enrols it. */
  async enrol(hosts: readonly LabHost[] = this.lab.hosts): Promise<void> {
    await Promise.all(hosts.map((host) => this.#enrolHost(host)));
    await this.connected(hosts);
  }

  /** Waits until the agents of these hosts have their stream. */
  async connected(hosts: readonly LabHost[]): Promise<void> {
    const names = hosts.map(({ name }) => name);
    await until(120_000, `${names.join(", ")} to connect`, async () => {
      const { stdout } = await this.cli(["status", "-o", "json"]);
      return allConnected(stdout, names);
    });
  }

  async #enrolHost(host: LabHost): Promise<void> {
    await host.exec(["dpkg", "--install", ...(await this.packages()).agentDebs]);
    if (this.agentProgram !== undefined) await host.writeFile("/usr/bin/quorate-agent", this.agentProgram, 0o755);
    const { stdout } = await this.cli(["token", "create", host.name, "--address", host.address]);
    await runEnrolCommand(host, stdout);
    await host.exec(["systemctl", "enable", "--now", "quorate-agent"]);
  }

  /** cluster.yaml, with what it names beside it, in the operator's folder: the repository's key, the pod network's manifest. */
  async writeSpec(text: string): Promise<string> {
    const { packages } = await requireSettings(labPaths(this.lab.id));
    copyFileSync(join(packages, "quorate-lab.asc"), join(this.folder, "quorate-lab.asc"));
    copyFileSync(podNetworkManifest, join(this.folder, "pod-network.yaml"));
    const file = join(this.folder, "cluster.yaml");
    writeFileSync(file, text);
    return file;
  }

  /** `coordinator bootstrap`, with its events. */
  bootstrap(spec: string, args: readonly string[] = []): Promise<BootstrapResult> {
    return this.#run(["bootstrap"], spec, [...this.#until, ...args]);
  }

  /** `coordinator reset`, with its events. */
  reset(spec: string, etcdData: "keep" | "purge" | "destroy"): Promise<BootstrapResult> {
    return this.#run(["reset"], spec, ["--etcd-data", etcdData, "--yes", "--confirm", "lab"]);
  }

  /** `coordinator join`, with its events. */
  join(host: LabHost, spec: string): Promise<BootstrapResult> {
    return this.#run(["join", host.name], spec);
  }

  async #run(command: readonly string[], spec: string, args: readonly string[] = []): Promise<BootstrapResult> {
    const file = await this.writeSpec(spec);
    const since = performance.now();
    const { code, stdout, stderr } = await this.cli([...command, "-f", file, "-o", "jsonl", ...args], {
      check: false,
      timeoutMs: 600_000,
    });
    const events = stdout
      .split("\n")
      .flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as EventRecord] : []));
    return { code, events, stderr, seconds: (performance.now() - since) / 1000 };
  }

  /** `coordinator bootstrap` as a person sees it: its output goes to this terminal. Resolves with its exit code. */
  async show(spec: string): Promise<number> {
    const file = await this.writeSpec(spec);
    const child = this.lab.operator.spawn(await this.coordinator(["bootstrap", "-f", file]), {
      stdio: ["ignore", "inherit", "inherit"],
    });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? 1));
    });
  }

  /** Everything the coordinator has recorded. */
  async events(): Promise<readonly EventRecord[]> {
    const { stdout } = await this.cli(["events", "-o", "jsonl"]);
    return stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as EventRecord] : []));
  }

  get serving(): boolean {
    return this.#daemon !== undefined && this.#daemon.exitCode === null && this.#daemon.signalCode === null;
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** The coordinator dies here and now. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const daemon = this.#daemon;
    this.#daemon = undefined;
    if (!daemon || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const gone = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill(signal);
    await gone;
  }
}

/** True when the status, as JSON, has a stream for each of these hosts; else what it has. */
export function allConnected(status: string, names: readonly string[]): true | string {
  const { hosts }: { hosts: readonly { name: string; agent: string }[] } = JSON.parse(status);
  const stateOf = (name: string): string => hosts.find((host) => host.name === name)?.agent ?? "unknown";
  return (
    names.every((name) => stateOf(name) === "connected") || names.map((name) => `${name} ${stateOf(name)}`).join(", ")
  );
}

/** Waits until it is true. What is seen instead, told as text or by a rejection, is in the error when it never is. */
export async function until(limitMs: number, what: string, ready: () => Promise<boolean | string>): Promise<void> {
  const since = performance.now();
  for (;;) {
    const seen = await ready().catch(String);
    if (seen === true) return;
    if (performance.now() - since > limitMs) {
      throw new Error(`waited ${limitMs / 1000} s for ${what}${seen === false ? "" : `; seen last: ${seen}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
