import type { FileHandle } from "node:fs/promises";

type Real = typeof import("node:fs/promises");
export type WriteMoment = "before" | "after";
type Listener = (path: string, text: string, moment: WriteMoment) => void;

const never = <T>(): Promise<T> => new Promise(() => undefined);

/**
 * Files below /sim/HOST in memory, for the agent's journal: what was written stays when its writer dies, and a dead writer's calls
 * never end. Everything else is left to the real disk.
 */
export class MemoryDisk {
  readonly #files = new Map<string, Buffer>();
  readonly #generations = new Map<string, number>();
  #listener: Listener = () => undefined;

  reset(listener: Listener): void {
    this.#files.clear();
    this.#generations.clear();
    this.#listener = listener;
  }

  /** Whatever an agent on this host had open is closed. */
  kill(host: string): void {
    this.#generations.set(host, this.#generation(host) + 1);
  }

  modules(real: Real): Partial<Record<keyof Real, unknown>> {
    const simulated = (path: unknown): path is string => typeof path === "string" && path.startsWith("/sim/");
    return {
      mkdir: async (path: string, options: object) => (simulated(path) ? undefined : real.mkdir(path, options)),
      open: async (path: string, ...rest: [number, number]) =>
        simulated(path) ? this.#handle(path) : real.open(path, ...rest),
      readFile: async (file: FileHandle | string, ...rest: []) =>
        isSimulated(file) ? file.contents() : real.readFile(file, ...rest),
      rename: async (from: string, to: string) => {
        if (!simulated(from)) return real.rename(from, to);
        this.#files.set(to, this.#files.get(from) ?? Buffer.alloc(0));
        this.#files.delete(from);
      },
    };
  }

  #generation(host: string): number {
    return this.#generations.get(host) ?? 0;
  }

  #handle(path: string): SimulatedHandle {
    const host = path.split("/")[2] ?? "";
    const born = this.#generation(host);
    const alive = <T>(act: () => T): Promise<T> =>
      this.#generation(host) === born ? Promise.resolve(act()) : never<T>();
    const bytes = (): Buffer => this.#files.get(path) ?? Buffer.alloc(0);
    return {
      contents: () => alive(bytes),
      write: async (buffer, offset, length, position) => {
        const text = buffer.toString("utf8", offset, offset + length);
        this.#listener(path, text, "before");
        await alive(() => this.#files.set(path, Buffer.concat([bytes().subarray(0, position), buffer])));
        this.#listener(path, text, "after");
        return alive(() => ({ bytesWritten: length }));
      },
      truncate: (size) => alive(() => void this.#files.set(path, bytes().subarray(0, size))),
      sync: () => alive(() => undefined),
      close: () => Promise.resolve(),
    };
  }
}

interface SimulatedHandle {
  contents(): Promise<Buffer>;
  write(buffer: Buffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>;
  truncate(size: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

function isSimulated(file: FileHandle | string | SimulatedHandle): file is SimulatedHandle {
  return typeof file === "object" && "contents" in file;
}

/** The one disk of the simulation that runs; tests exchange node:fs/promises for it. */
export const disk = new MemoryDisk();
