import { isIP } from "node:net";
import { AppError } from "@quorate/shared/errors";
import type { ProgramCall, ProgramResult, Reach } from "./run-program.ts";
import { type SshFiles, sshArguments } from "./ssh-command.ts";
import { keyIsUnknown, offeredKey, sshFailed, sshFailure } from "./ssh-failure.ts";
import type { SshTarget } from "./ssh-target.ts";

const quickMs = 60_000;

/** Commands on one host, each over a connection of its own that the operator's ssh makes. */
export class SshSession {
  readonly #target: SshTarget;
  readonly #reach: Reach;
  readonly #files: SshFiles;
  readonly #signal: AbortSignal;

  constructor(target: SshTarget, reach: Reach, files: SshFiles, signal: AbortSignal) {
    this.#target = target;
    this.#reach = reach;
    this.#files = files;
    this.#signal = signal;
  }

  /** Rejects SSH_* when the command did not run; how it ended is the caller's to judge. */
  async run(command: string, input: ProgramCall["input"] = "", timeoutMs: number = quickMs): Promise<ProgramResult> {
    const result = await this.#call(sshArguments(this.#target, this.#files, command), input, timeoutMs);
    if (result.code !== sshFailed) return result;
    const { knownHosts } = this.#files;
    const key = keyIsUnknown(result) ? await this.#offeredKey() : undefined;
    throw sshFailure(this.#target, result, { key, ...(knownHosts === undefined ? {} : { knownHosts }) });
  }

  /** The IP of the host, as far as this machine knows it. Rejects USAGE. */
  async address(): Promise<string> {
    const words = sshArguments(this.#target, this.#files, "");
    const { stdout } = await this.#call(["-G", ...words.slice(0, -1)], "", quickMs);
    // An alias of the operator's ssh configuration stands for a name or an address.
    const name = /^hostname (\S+)$/m.exec(stdout)?.[1] ?? this.#target.host;
    const address = isIP(name) === 0 ? await this.#reach.lookUp(name) : name;
    if (address !== undefined) return address;
    throw new AppError("USAGE", `this machine does not know the address of ${name}, and a join token is bound to one`, {
      hint: "list the host in cluster.yaml and give it with -f FILE, or give its IP in place of the name: NAME=IP",
    });
  }

  /** Asked again, ssh shows the key that it refuses. */
  async #offeredKey() {
    const { stderr } = await this.#call(sshArguments(this.#target, this.#files, "true", true), "", quickMs);
    return offeredKey(stderr);
  }

  #call(words: readonly string[], input: ProgramCall["input"], timeoutMs: number): Promise<ProgramResult> {
    return this.#reach.run({
      ...{ argv: ["ssh", ...words], timeoutMs, signal: this.#signal },
      ...(input === undefined ? {} : { input }),
    });
  }
}
