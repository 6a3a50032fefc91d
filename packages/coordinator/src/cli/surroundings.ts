import { createSocket } from "node:dgram";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { isIPv6 } from "node:net";
import { networkInterfaces, userInfo } from "node:os";
import process, { stdin } from "node:process";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { type Clock, systemClock } from "@quorate/shared/clock";
import { AppError } from "@quorate/shared/errors";
import type { Language } from "@quorate/shared/language";
import { type ServiceManager, serviceManager } from "@quorate/shared/service-manager";
import { fileAccessFailed } from "../journal/file-access.ts";
import { writeWhole } from "../journal/whole-file.ts";
import type { Look } from "../report/look.ts";
import { type Environment, readEnvironment } from "./environment.ts";

/** Standard output or standard error. */
export interface Output {
  /** True: somebody looks at it, and lines may be drawn over. */
  readonly terminal: boolean;
  readonly look: Look;
  readonly rows: number;
  write(text: string): void;
}

/** Everything outside that a command line may touch, so that tests can be it. */
export interface Surroundings {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Environment;
  readonly clock: Clock;
  /** Who started this process and waits to be told that it is ready; nobody when a person did. */
  readonly serviceManager?: ServiceManager | undefined;
  /** Who types; for the event log. */
  readonly operator: string;
  /** Addresses of this machine that others could reach. */
  readonly addresses: readonly string[];
  /** This machine's own address on the way to another. */
  addressToward(peer: string): Promise<string>;
  readStdin(): Promise<string>;
  readFile(path: string): string;
  /** As `readFile`; throws FILE_ACCESS_FAILED also when every user of the machine may read it. */
  readPrivateFile(path: string): string;
  exists(path: string): boolean;
  /** Whole and for the owner alone; what was there before is replaced. Throws FILE_ACCESS_FAILED. */
  writePrivateFile(path: string, contents: string | Uint8Array): void;
  /** One line from whoever sits at the terminal; undefined when nobody does. Rejects when the signal aborts. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** As `ask`, and what is typed is not shown. Rejects USAGE on Ctrl-C. */
  askSecret(question: string): Promise<string | undefined>;
  /** Names of the files in a folder; throws as readdir does when it is none. */
  listFolder(path: string): readonly string[];
  /** Ctrl-C, a request to end, or nobody left to read; returns its own removal. */
  onInterrupt(listener: () => void): () => void;
}

/** Who is told that nobody reads standard output any more. */
const readersGone = new Set<() => void>();
let watched = false;

/** `coordinator events | head`: that nobody reads any more is as good as Ctrl-C, and no error. Once for the process. */
function watchReaders(): void {
  if (watched) return;
  watched = true;
  process.stdout.on("error", (error) => closedPipe(error, readersGone));
  process.stderr.on("error", (error) => closedPipe(error, []));
}

/** `asked`: the language that was asked for by name. */
export function realSurroundings(asked?: Language): Surroundings {
  watchReaders();
  const { uid, homedir: home, username: operator } = account();
  // biome-ignore lint/style/noProcessEnv: the one place where it is read
  const environment = readEnvironment(process.env, { uid, home }, asked);
  return {
    stdout: output(process.stdout, environment),
    stderr: output(process.stderr, environment),
    environment,
    clock: systemClock,
    // biome-ignore lint/style/noProcessEnv: as above
    serviceManager: serviceManager(process.env, process.pid, complain),
    operator,
    addresses: Object.values(networkInterfaces()).flatMap((nic = []) =>
      nic.filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address),
    ),
    addressToward,
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString("utf8");
    },
    readFile: (path) => readFileSync(path, "utf8"),
    readPrivateFile,
    exists: (path) => existsSync(path),
    writePrivateFile: writeWhole,
    ask,
    askSecret,
    listFolder: (path) =>
      readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name])),
    onInterrupt: (listener) => {
      for (const signal of signals) process.on(signal, listener);
      readersGone.add(listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
        readersGone.delete(listener);
      };
    },
  };
}

const complain = ({ message }: Error): void => {
  process.stderr.write(`systemd was not told: ${message}\n`);
};

/** On standard error, so that standard output stays clean. Not in raw mode: Ctrl-C stays a signal. */
function ask(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!stdin.isTTY || !process.stderr.isTTY) return Promise.resolve(undefined);
  process.stderr.write(question);
  const lines = createInterface({ input: stdin, terminal: false });
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(signal.reason);
      lines.close();
    };
    signal.addEventListener("abort", stop, { once: true });
    lines.once("line", (line) => {
      resolve(line);
      lines.close();
    });
    lines.once("close", () => {
      signal.removeEventListener("abort", stop);
      // The end of the input is an answer too: nothing.
      resolve("");
    });
  });
}

/** A terminal of readline's own echoes to its output, so that output is nothing. It is there before the question is. */
function askSecret(question: string): Promise<string | undefined> {
  if (!stdin.isTTY || !process.stderr.isTTY) return Promise.resolve(undefined);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true });
  process.stderr.write(question);
  return new Promise<string>((resolve, reject) => {
    lines.once("SIGINT", () => reject(new AppError("USAGE", "no passphrase was typed")));
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
  }).finally(() => {
    lines.close();
    process.stderr.write("\n");
  });
}

/** systemd gives its credentials to the service's user through an ACL, which shows as rights of the group. */
function readPrivateFile(path: string): string {
  try {
    if ((statSync(path).mode & 0o007) === 0) return readFileSync(path, "utf8");
  } catch (cause) {
    throw fileAccessFailed(`${path} cannot be read`, cause);
  }
  throw new AppError("FILE_ACCESS_FAILED", `every user of this machine may read ${path}`, {
    hint: `run: chmod 600 ${path}`,
  });
}

function closedPipe(error: Error, listeners: Iterable<() => void>): void {
  if (!("code" in error) || error.code !== "EPIPE") throw error;
  for (const listener of [...listeners]) listener();
}

/** Connecting a datagram socket asks the routing table and sends nothing. */
async function addressToward(peer: string): Promise<string> {
  const socket = createSocket(isIPv6(peer) ? "udp6" : "udp4");
  try {
    const connected = once(socket, "connect");
    socket.connect(discardPort, peer);
    await connected;
    return socket.address().address;
  } finally {
    socket.close();
  }
}

/** RFC 863; any port would do. */
const discardPort = 9;

const signals = ["SIGINT", "SIGTERM"] as const;

function account(): { uid: number; homedir: string; username: string } {
  try {
    return userInfo();
  } catch {
    // A container's user may have no entry in /etc/passwd.
    const uid = process.getuid?.() ?? -1;
    return { uid, homedir: "/", username: `uid ${uid}` };
  }
}

function output(stream: WriteStream, environment: Environment): Output {
  const terminal = stream.isTTY === true && !environment.dumb;
  return {
    terminal,
    get look() {
      const columns = stream.columns > 0 ? stream.columns : 80;
      const { unicode, language } = environment;
      return { colour: stream.isTTY === true && environment.colour, unicode, columns, language };
    },
    get rows() {
      return stream.rows > 0 ? stream.rows : 24;
    },
    write: (text) => {
      stream.write(text);
    },
  };
}

export function say({ stdout }: Surroundings, lines: readonly string[]): void {
  if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
}

/** On standard error, so that what is read by a program stays clean. */
export function note({ stderr }: Surroundings, lines: readonly string[]): void {
  if (lines.length > 0) stderr.write(`${lines.join("\n")}\n`);
}
