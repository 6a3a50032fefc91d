import { createHash } from "node:crypto";
import { AppError } from "@quorate/shared/errors";
import type {
  DialResult,
  ExecOptions,
  ExecResult,
  Host,
  InterfaceAddress,
} from "../../packages/agent/src/host/host.ts";
import { nothingRecorded } from "../../packages/agent/src/host/originals.ts";
import { FakeFiles, type FakeFilesOptions } from "./fake-files.ts";

type Argv = readonly string[];
/** Answers a command, or leaves it to the next handler. Without an answer the program does not exist. */
export type FakeCommand = (
  argv: Argv,
  options: ExecOptions,
) => ExecResult | undefined | Promise<ExecResult | undefined>;

export interface FakeHostOptions extends FakeFilesOptions {
  readonly commands?: readonly FakeCommand[];
  readonly addresses?: readonly InterfaceAddress[];
  /** How TCP connects end; refused unless the fake itself listens there. */
  readonly dial?: (address: string, port: number, greeting: string) => DialResult | undefined;
  /** TCP ports that somebody else holds. */
  readonly takenPorts?: readonly number[];
  /** Called when a datagram is sent, e.g. to fill /proc/net/arp. */
  readonly onDatagram?: (address: string, files: FakeFiles) => void;
  /** What the urls hold; a url without an entry cannot be fetched. */
  readonly downloads?: Readonly<Record<string, string>>;
  readonly freeMiB?: number;
  readonly syncTimes?: readonly number[];
}

type Sockets = Map<string, (greeting: string) => void>;

/** A machine in memory: what is written can be read, what is moved is gone from where it was, what listens can be dialled. */
export interface FakeHost extends Host {
  readonly files: FakeFiles;
  /** Every command that was started, in order. */
  readonly executed: readonly Argv[];
  /** Somebody connects to a listener of this host; false when nothing listens there. */
  call(address: string, port: number, greeting: string): boolean;
  /** "address:port" of every open listener, and the joined groups. */
  readonly sockets: ReadonlyMap<string, (greeting: string) => void>;
  /** What the kernel would now say about the interfaces; tests may change it. */
  addresses: readonly InterfaceAddress[];
}

export const succeeded = (stdout = ""): ExecResult => ({ code: 0, stdout, stderr: "" });
export const exited = (code: number, stderr = "", stdout = ""): ExecResult => ({ code, stdout, stderr });

/** Answers commands that start with the given words, with a result or with what a function returns. */
export function command(
  words: Argv,
  answer: ExecResult | ((argv: Argv, options: ExecOptions) => ExecResult | undefined),
): FakeCommand {
  return (argv, options) => {
    if (!words.every((word, at) => argv[at] === word)) return undefined;
    return typeof answer === "function" ? answer(argv, options) : answer;
  };
}

export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  const files = new FakeFiles(options);
  const executed: Argv[] = [];
  const sockets: Sockets = new Map();
  const exec = async (argv: readonly [string, ...string[]], execOptions: ExecOptions = {}): Promise<ExecResult> => {
    execOptions.signal?.throwIfAborted();
    executed.push(argv);
    for (const handler of options.commands ?? []) {
      const answer = await handler(argv, execOptions);
      if (answer) {
        for (const line of lines(answer)) execOptions.onLine?.(line);
        return answer;
      }
    }
    throw new AppError("STEP_COMMAND_FAILED", `cannot start ${argv[0]}: no such program`);
  };
  const host: FakeHost = {
    files,
    originals: nothingRecorded(files),
    executed,
    sockets,
    addresses: options.addresses ?? [],
    call: (address, port, greeting) => {
      const listener = sockets.get(`${address}:${port}`);
      listener?.(greeting);
      return listener !== undefined;
    },
    exec,
    run: async (argv, execOptions) => {
      const result = await exec(argv, execOptions);
      if (result.code === 0) return result.stdout;
      throw new AppError("STEP_COMMAND_FAILED", `${argv.join(" ")} exited ${result.code}`, { evidence: lines(result) });
    },
    network: fakeNetwork(options, sockets, files, () => host.addresses),
    disk: {
      freeMiB: async () => options.freeMiB ?? 100_000,
      syncTimes: async (_path, { writes }) => options.syncTimes ?? new Array<number>(writes).fill(1),
    },
  };
  return host;
}

function fakeNetwork(
  options: FakeHostOptions,
  sockets: Sockets,
  files: FakeFiles,
  addresses: () => readonly InterfaceAddress[],
): Host["network"] {
  const open = (name: string, onCall: (greeting: string) => void = () => undefined) => {
    sockets.set(name, onCall);
    return async () => void sockets.delete(name);
  };
  return {
    addresses,
    dial: async (address, port, dialOptions) => {
      dialOptions.signal?.throwIfAborted();
      const told = options.dial?.(address, port, dialOptions.greeting ?? "");
      if (told) return told;
      if (sockets.has(`${address}:${port}`)) return { reached: true, connectMs: 0.1 };
      return { reached: false, connectMs: 0.1, problem: "refused", detail: "ECONNREFUSED" };
    },
    listen: async (address, port, onCall) => {
      if (options.takenPorts?.includes(port) || sockets.has(`${address}:${port}`)) {
        throw new AppError("PORT_TAKEN", `port ${port} on ${address} is in use`);
      }
      return open(`${address}:${port}`, onCall);
    },
    sendDatagram: async (address) => options.onDatagram?.(address, files),
    joinGroup: async (group) => open(group),
    download: async (url, path, { maxBytes }) => {
      const text = options.downloads?.[url];
      if (text === undefined || text.length > maxBytes) {
        throw new AppError("STEP_COMMAND_FAILED", `cannot download ${url}`);
      }
      files.put(path, { kind: "file", text, mode: 0o600, owner: "root" });
      return { sha256: createHash("sha256").update(text).digest("hex"), bytes: text.length };
    },
    save: async (source, path, wanted) => {
      const pieces: Uint8Array[] = [];
      for await (const piece of source) pieces.push(piece);
      const contents = Buffer.concat(pieces);
      const sha256 = createHash("sha256").update(contents).digest("hex");
      if (sha256 === wanted.sha256) await files.write(path, contents.toString("utf8"));
      return { sha256, bytes: contents.length };
    },
  };
}

function lines(result: ExecResult): string[] {
  return `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line !== "");
}
