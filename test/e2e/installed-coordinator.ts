import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { EventRecord } from "@quorate/shared/events";
import type { ExecOptions, ExecResult } from "../lab/command.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { allConnected, until } from "./site.ts";

const folder = "/root/site";

/** A coordinator that is installed and runs as a service on a host, used by root there, as its user does. */
export class InstalledCoordinator {
  readonly #host: LabHost;

  constructor(host: LabHost) {
    this.#host = host;
  }

  cli(args: readonly string[], options?: ExecOptions): Promise<ExecResult> {
    return this.#host.exec(["coordinator", ...args], options);
  }

  /** The enrol command for a host, as it is printed, run there. */
  async enrol(host: LabHost): Promise<void> {
    const { stdout } = await this.cli(["token", "create", host.name, "--address", host.address]);
    await runEnrolCommand(host, stdout);
  }

  async connected(hosts: readonly LabHost[]): Promise<void> {
    const names = hosts.map(({ name }) => name);
    await until(120_000, "the agents to connect", async () =>
      allConnected((await this.cli(["status", "-o", "json"])).stdout, names),
    );
  }

  /** cluster.yaml with the files that it names beside it. */
  async writeSpec(text: string): Promise<string> {
    const manifest = fileURLToPath(new URL("../lab/kubernetes/pod-network.yaml", import.meta.url));
    await this.#host.writeFile(`${folder}/pod-network.yaml`, readFileSync(manifest, "utf8"));
    await this.#host.writeFile(
      `${folder}/quorate-lab.asc`,
      await this.#host.readFile("/opt/lab/packages/quorate-lab.asc"),
    );
    await this.#host.writeFile(`${folder}/cluster.yaml`, text);
    return `${folder}/cluster.yaml`;
  }

  async events(): Promise<readonly EventRecord[]> {
    const { stdout } = await this.cli(["events", "-o", "jsonl"]);
    return stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as EventRecord] : []));
  }
}
