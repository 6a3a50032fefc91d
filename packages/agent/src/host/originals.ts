import { createHash } from "node:crypto";
import { posix } from "node:path";
import type { HostFiles, NoteTopic, OriginalPath, Originals, OriginalUnit } from "./host.ts";
import {
  contentsFile,
  isNote,
  isPath,
  isUnit,
  type OriginalRecord,
  readRecords,
  recordFile,
} from "./originals-files.ts";
import { pathState } from "./path-state.ts";

/** Larger files are programs and images; they are not read into memory. */
const keptBytes = 64 * 1_048_576;
/** How many of our own versions of one file are told from somebody else's. */
const keptPrints = 8;
/** The kernel's, what no reboot survives, and what may vanish at any time (file-hierarchy(7)). */
const passing = /^\/(?:proc|sys|dev|run|tmp|var\/run|var\/tmp|var\/cache)(?:\/|$)/;

/** Nothing is recorded and nothing is known: for a host that no step changes. */
export function nothingRecorded(files: HostFiles): Originals {
  return {
    beforeChange: async () => undefined,
    beforeUnit: async () => undefined,
    note: async () => undefined,
    paths: async () => [],
    contents: async () => undefined,
    units: async () => [],
    notes: async () => [],
    forgetPath: async () => undefined,
    forgetUnit: async () => undefined,
    forgetNotes: async () => undefined,
    unrecorded: files,
  };
}

/** One small file for each path, unit and topic in the agent's state directory, readable by root alone. */
export class OriginalsStore implements Originals {
  readonly unrecorded: HostFiles;
  readonly #stateDir: string;
  /** By the name of the record; loaded at the first change. */
  #records: Promise<Map<string, OriginalRecord>> | undefined;
  readonly #turns = new Map<string, Promise<void>>();

  constructor(files: HostFiles, stateDir: string) {
    this.unrecorded = files;
    this.#stateDir = stateDir;
  }

  async beforeChange(path: string, print?: string): Promise<void> {
    if (passing.test(path) || path === this.#stateDir || path.startsWith(`${this.#stateDir}/`)) return;
    const prints = print === undefined ? [] : [print];
    await this.#parents(path);
    await this.#inTurn(path, async (known) => {
      if (!known) return this.#recordPath(path, prints);
      if (!isPath(known) || prints.every((each) => known.ours.includes(each))) return;
      await this.#save(path, { ...known, ours: [...known.ours, ...prints].slice(-keptPrints) });
    });
  }

  async beforeUnit(unit: string, look: () => Promise<Omit<OriginalUnit, "unit">>): Promise<void> {
    await this.#inTurn(unitName(unit), async (known) => {
      if (known) return;
      const { present, active, enabled, masked } = await look();
      await this.#save(unitName(unit), { type: "unit", unit, present, active, enabled, masked });
    });
  }

  async note(topic: NoteTopic, lines: readonly string[]): Promise<void> {
    await this.#inTurn(noteName(topic), async (known) => {
      const before = known && isNote(known) ? known.lines : [];
      const after = [...new Set([...before, ...lines])];
      if (after.length > before.length) await this.#save(noteName(topic), { type: "note", topic, lines: after });
    });
  }

  async paths(): Promise<readonly OriginalPath[]> {
    return [...(await this.#load()).values()].filter(isPath);
  }

  contents(path: string): Promise<Buffer | undefined> {
    return this.unrecorded.readBytes(contentsFile(this.#stateDir, digest(path)));
  }

  async units(): Promise<readonly OriginalUnit[]> {
    return [...(await this.#load()).values()].filter(isUnit);
  }

  async notes(topic: NoteTopic): Promise<readonly string[]> {
    const known = (await this.#load()).get(noteName(topic));
    return known && isNote(known) ? known.lines : [];
  }

  forgetPath(path: string): Promise<void> {
    return this.#forget(path);
  }

  forgetUnit(unit: string): Promise<void> {
    return this.#forget(unitName(unit));
  }

  forgetNotes(topic: NoteTopic): Promise<void> {
    return this.#forget(noteName(topic));
  }

  /** Directories that the change will make on its way. */
  async #parents(path: string): Promise<void> {
    const parent = posix.dirname(path);
    if (parent === "/" || (await this.#load()).has(parent) || (await this.unrecorded.status(parent))) return;
    await this.beforeChange(parent, "directory");
  }

  /** The contents first: a record without them would be one of an empty file. */
  async #recordPath(path: string, ours: readonly string[]): Promise<void> {
    const { unrecorded } = this;
    const size = (await unrecorded.status(path))?.size ?? 0;
    const was = size > keptBytes ? ({ kind: "other" } as const) : await pathState(unrecorded, path);
    const bytes = was.kind === "file" ? await unrecorded.readBytes(path) : undefined;
    if (bytes) {
      await this.#privateDirectory();
      await unrecorded.write(contentsFile(this.#stateDir, digest(path)), bytes, { mode: 0o600 });
    }
    await this.#save(path, { type: "path", path, was, ours });
  }

  async #save(name: string, record: OriginalRecord): Promise<void> {
    await this.#privateDirectory();
    const text = `${JSON.stringify(record)}\n`;
    await this.unrecorded.write(recordFile(this.#stateDir, digest(name)), text, { mode: 0o600 });
    (await this.#load()).set(name, record);
  }

  async #forget(name: string): Promise<void> {
    await this.unrecorded.remove(recordFile(this.#stateDir, digest(name)));
    await this.unrecorded.remove(contentsFile(this.#stateDir, digest(name)));
    (await this.#load()).delete(name);
  }

  async #privateDirectory(): Promise<void> {
    const directory = posix.dirname(recordFile(this.#stateDir, ""));
    if (!(await this.unrecorded.status(directory))) await this.unrecorded.makeDirectory(directory, { mode: 0o700 });
  }

  /** Steps run side by side: who comes second to the same name must find what the first one recorded. */
  async #inTurn(name: string, work: (known: OriginalRecord | undefined) => Promise<void>): Promise<void> {
    const before = this.#turns.get(name) ?? Promise.resolve();
    const mine = before.then(async () => work((await this.#load()).get(name)));
    const quiet = mine.catch(() => undefined);
    this.#turns.set(name, quiet);
    try {
      await mine;
    } finally {
      if (this.#turns.get(name) === quiet) this.#turns.delete(name);
    }
  }

  #load(): Promise<Map<string, OriginalRecord>> {
    this.#records ??= this.#read();
    return this.#records;
  }

  async #read(): Promise<Map<string, OriginalRecord>> {
    try {
      return new Map((await readRecords(this.unrecorded, this.#stateDir)).map((record) => [nameOf(record), record]));
    } catch (error) {
      // Somebody may mend what is damaged while the agent runs.
      this.#records = undefined;
      throw error;
    }
  }
}

function nameOf(record: OriginalRecord): string {
  if (record.type === "path") return record.path;
  return record.type === "unit" ? unitName(record.unit) : noteName(record.topic);
}

/** Paths begin with a slash, so these are none. */
const unitName = (unit: string): string => `unit ${unit}`;
const noteName = (topic: NoteTopic): string => `note ${topic}`;

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}
