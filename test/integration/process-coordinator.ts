import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Secret } from "@quorate/shared/secret";
import { adminSocketOf } from "../../packages/coordinator/src/journal/state-directory.ts";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { freePort } from "../fakes/free-port.ts";
import { answers } from "./answers.ts";
import type { EnrolPlace } from "./real-agent.ts";

const program = fileURLToPath(new URL("../faults/coordinator-with-failpoints.ts", import.meta.url));
/** It is started two dozen times, and most of a start is compiling. The cache goes by the content of each file. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/compile", import.meta.url));

/** A coordinator in a process of its own, which dies where it was told to and is started again by whoever uses it. */
export class ProcessCoordinator implements EnrolPlace {
  readonly stateDir = mkdtempSync(join(tmpdir(), "quorate-process-"));
  readonly enrolPort: number;
  readonly #controlPort: number;
  readonly #failpoints: string;
  #child: ChildProcess | undefined;
  caHash = "";

  private constructor(failpoints: string, enrolPort: number, controlPort: number) {
    this.#failpoints = failpoints;
    this.enrolPort = enrolPort;
    this.#controlPort = controlPort;
  }

  /** `failpoints` as in QUORATE_FAILPOINT. */
  static async start(failpoints: string): Promise<ProcessCoordinator> {
    const coordinator = new ProcessCoordinator(failpoints, await freePort(), await freePort());
    await coordinator.serve();
    return coordinator;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Failpoints that were come to. */
  get spent(): readonly string[] {
    return readdirSync(join(this.stateDir, "failpoints")).map(decodeURIComponent).toSorted();
  }

  /** Resolves when it answers. */
  async serve(): Promise<void> {
    const listen = [
      "--enrol-listen",
      `127.0.0.1:${this.enrolPort}`,
      "--control-listen",
      `127.0.0.1:${this.#controlPort}`,
    ];
    this.#child = this.#spawn(
      "serve",
      ...listen,
      "--http-listen",
      "off",
      "--advertise",
      "127.0.0.1",
      "--log-level",
      "silent",
    );
    const limit = performance.now() + 60_000;
    while (!(await answers(adminSocketOf(this.stateDir)))) {
      if (!this.running || performance.now() > limit) throw new Error("the coordinator does not answer");
    }
  }

  /** Another command of the program, to its exit code. */
  async cli(...argv: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
    const child = this.#spawn(...argv);
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
    await once(child, "close");
    return { code: child.exitCode, text };
  }

  async act<T>(act: (client: AdminClient) => Promise<T>): Promise<T> {
    const client = new AdminClient(adminSocketOf(this.stateDir));
    try {
      return await act(client);
    } finally {
      client.close();
    }
  }

  async newToken(hostName: string): Promise<Secret<string>> {
    const made = await this.act((client) =>
      client.createToken({ hostName, address: "127.0.0.1", ttlSeconds: 60, operator: "test" }),
    );
    this.caHash = made.caHash;
    return made.token;
  }

  /** Its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (!this.#child || !this.running) return null;
    const closed = once(this.#child, "close");
    this.#child.kill(signal);
    await closed;
    return this.#child.exitCode;
  }

  async remove(): Promise<void> {
    await this.end("SIGKILL");
    rmSync(this.stateDir, { recursive: true, force: true });
  }

  #spawn(...argv: readonly string[]): ChildProcess {
    const env = {
      PATH: "/usr/bin:/bin",
      NODE_COMPILE_CACHE: compileCache,
      QUORATE_STATE_DIR: this.stateDir,
      QUORATE_FAILPOINT: this.#failpoints,
    };
    return spawn(process.execPath, [program, ...argv], { env, stdio: ["ignore", "pipe", "pipe"] });
  }
}
