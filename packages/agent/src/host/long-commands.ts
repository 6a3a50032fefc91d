import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { named } from "./file-trouble.ts";
import type { Argv, ExecOptions, ExecResult, HostFiles, LongWork } from "./host.ts";
import { LongCommand } from "./long-command.ts";
import { type LongCommandRecord, readExitCode, readRecord, writeRecord } from "./long-command-record.ts";
import { bootId as readBootId } from "./process-identity.ts";
import { cannotStart, defaultTimeoutMs, tooSlow } from "./run-program.ts";

/** Whose commands they are. */
export interface LongCommandOwner {
  readonly step: string;
  /** Run, step and attempt, for whoever reads the record. */
  readonly lease: string;
  /** Called when the agent stops and leaves a command of this owner to the next one: nothing of it will ever resolve. */
  onLeft(): void;
}

interface Known {
  readonly directory: string;
  readonly record: LongCommandRecord;
  readonly command: LongCommand;
}

/** What a shell says of a program that it cannot find. */
const notFound = 127;
/** Who leaves no exit code was killed: shells show that as 128 + 9. */
const killed = 137;
const shownLines = 20;
const alone: readonly LongWork[] = ["packages", "kubeadm"];

/**
 * Long commands of this agent and of those before it on the same state directory. Each has a directory with its record, its two outputs
 * and in the end its exit code; it goes when the attempt has ended.
 */
export class LongCommands {
  readonly #root: string;
  readonly #files: HostFiles;
  readonly #known: Known[];
  readonly #leaving = new AbortController();

  readonly #bootId: string;

  private constructor(root: string, files: HostFiles, bootId: string, known: Known[]) {
    this.#root = root;
    this.#bootId = bootId;
    this.#files = files;
    this.#known = known;
  }

  /** Finds again what earlier agents started. */
  static async open(stateDir: string, files: HostFiles): Promise<LongCommands> {
    const root = join(stateDir, "commands");
    await named("make", root, () => mkdir(root, { recursive: true, mode: 0o700 }));
    const known: Known[] = [];
    for (const name of await readdir(root)) {
      const directory = join(root, name);
      const record = await readRecord(files, directory);
      if (record) known.push({ directory, record, command: new LongCommand(directory, record.process) });
      else await rm(directory, { recursive: true, force: true });
    }
    return new LongCommands(root, files, await readBootId(), known);
  }

  /** As Host.exec. Never settles when the agent stops meanwhile: the next one will find it. */
  async exec(owner: LongCommandOwner, argv: Argv, work: LongWork, options: ExecOptions): Promise<ExecResult> {
    if (options.input !== undefined) throw new AppError("INTERNAL", `${argv[0]} is a long command and takes no input`);
    const limitMs = options.timeoutMs ?? defaultTimeoutMs;
    const late = AbortSignal.timeout(limitMs);
    const told = options.signal ? AbortSignal.any([options.signal, late]) : late;
    const signal = AbortSignal.any([told, this.#leaving.signal]);
    const failure = (output: Omit<ExecResult, "code">): unknown =>
      options.signal?.aborted ? options.signal.reason : tooSlow(argv, limitMs, output);
    if (alone.includes(work)) await this.#turn(work, signal, options.onLine);
    if (this.#leaving.signal.aborted) return leave(owner);
    if (told.aborted) throw failure({ stdout: "", stderr: "" });
    const known = await this.#start(owner, argv, work, options);
    const { command } = known;
    command.tell(options.onLine);
    if ((await command.wait(signal)) === "ended") return this.#result(known);
    if (!told.aborted) return leave(owner, command);
    await command.end();
    throw failure(await command.output());
  }

  async #result({ command, directory, record }: Known): Promise<ExecResult> {
    const output = await command.output();
    const code = (await readExitCode(this.#files, directory)) ?? command.code ?? killed;
    if (code === notFound) throw cannotStart(record.argv, output.stderr.trim());
    return { code, ...output };
  }

  /**
   * Waits for what an earlier agent, or an earlier attempt, left running for this step, and tells what it says; ends it when the signal
   * aborts.
   */
  async settle(owner: LongCommandOwner, signal: AbortSignal, tell: (line: string) => void): Promise<void> {
    for (const { command, record } of this.#of(owner.step)) {
      if (await command.isOver()) continue;
      const { argv, process } = record;
      tell(`${argv[0]} of an earlier attempt still runs (process ${process.pid}): waiting for its end`);
      await command.read();
      for (const line of command.recent(shownLines)) tell(line);
      command.tell(tell);
      const end = await command.wait(AbortSignal.any([signal, this.#leaving.signal]));
      if (end === "aborted" && !signal.aborted) return leave(owner, command);
      await command.end();
      await command.output();
      signal.throwIfAborted();
    }
  }

  /**
   * How this command of the step ended, when an earlier agent started it and nobody was there for its end. Undefined after a reboot, too:
   * what it wrote last may not have reached the disk.
   */
  async endOf(step: string, argv: Argv): Promise<number | undefined> {
    const known = this.#of(step).find(({ record }) => isSame(record.argv, argv));
    if (known?.record.process.bootId !== this.#bootId) return undefined;
    return readExitCode(this.#files, known.directory);
  }

  /** Ends whatever runs for the step. */
  async end(step: string): Promise<void> {
    await Promise.all(this.#of(step).map(({ command }) => command.end()));
  }

  /** The attempt is over, and so is what it started. */
  async forget(step: string): Promise<void> {
    for (const known of this.#of(step)) await this.#remove(known);
  }

  /** The agent stops: what runs is left alone, what has not begun does not begin. */
  leave(): void {
    this.#leaving.abort();
  }

  #of(step: string): readonly Known[] {
    return this.#known.filter(({ record }) => record.step === step);
  }

  /** Nobody else may be at this kind of work: another step's command may have outlived its agent. */
  async #turn(work: LongWork, signal: AbortSignal, tell: ExecOptions["onLine"]): Promise<void> {
    for (let other = await this.#atWork(work); other && !signal.aborted; other = await this.#atWork(work)) {
      const { record, command } = other;
      tell?.(`waiting for ${record.argv[0]} of ${record.step} (process ${record.process.pid}) to end`);
      await command.outlast(signal);
    }
  }

  async #atWork(work: LongWork): Promise<Known | undefined> {
    for (const known of this.#known) if (known.record.work === work && !(await known.command.isOver())) return known;
    return undefined;
  }

  /** On disk before it begins. A command that is started again takes the place of the one before. */
  async #start(owner: LongCommandOwner, argv: Argv, work: LongWork, { env = {} }: ExecOptions): Promise<Known> {
    for (const known of this.#of(owner.step)) if (isSame(known.record.argv, argv)) await this.#remove(known);
    const directory = join(this.#root, randomUUID());
    await named("make", directory, () => mkdir(directory, { mode: 0o700 }));
    try {
      const command = await named("write to", directory, () => LongCommand.prepare(directory, argv, env));
      const { step, lease } = owner;
      const record: LongCommandRecord = { process: command.process, work, argv: [...argv], step, lease };
      await this.#write(directory, record, command);
      const known = { directory, record, command };
      this.#known.push(known);
      command.begin();
      return known;
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  async #write(directory: string, record: LongCommandRecord, command: LongCommand): Promise<void> {
    try {
      await writeRecord(this.#files, directory, record);
    } catch (error) {
      command.forgo();
      throw error;
    }
  }

  async #remove(known: Known): Promise<void> {
    await known.command.end();
    await known.command.close();
    this.#known.splice(this.#known.indexOf(known), 1);
    await rm(known.directory, { recursive: true, force: true });
  }
}

async function leave(owner: LongCommandOwner, command?: LongCommand): Promise<never> {
  await command?.close();
  owner.onLeft();
  return new Promise(() => undefined);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((word, at) => word === other[at]);
}
