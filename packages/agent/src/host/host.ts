export type Argv = readonly [string, ...string[]];

/** The only door to the operating system: what a step may do to the machine it runs on. */
export interface Host {
  /** Starts a program by argument array, never by a shell. Rejects STEP_COMMAND_FAILED when it cannot be started or exceeds its limit; a non-zero exit is a result. */
  exec(argv: Argv, options?: ExecOptions): Promise<ExecResult>;
  /** Like exec, but a non-zero exit rejects STEP_COMMAND_FAILED with the last lines as evidence. Resolves with stdout. */
  run(argv: Argv, options?: Omit<ExecOptions, "long">): Promise<string>;
  readonly files: HostFiles;
  readonly network: HostNetwork;
  readonly disk: HostDisk;
  /** What was there before a step changed it. Files remember by themselves; units and programs are told to. */
  readonly originals: Originals;
}

export interface ExecOptions {
  /** Milliseconds; 30,000 unless given. The whole process group is killed at the end of it. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with every line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
  /**
   * For what would leave half of its work behind if it were killed in the middle: it lives on when the agent ends, and the next one finds
   * it again. It takes no input. Of "packages" and of "kubeadm" one runs at a time on a host; "images" may be many.
   */
  readonly long?: LongWork;
}

export type LongWork = "packages" | "kubeadm" | "images";

export interface ExecResult {
  readonly code: number;
  /** At most 1 MiB each; the middle is cut. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface WriteOptions {
  /** 0o644 unless given. */
  readonly mode?: number;
  /** User and group of this name own the file, or these ids; root unless given. */
  readonly owner?: string | { readonly uid: number; readonly gid: number };
}

export interface FileStatus {
  readonly kind: "file" | "directory" | "link" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

/** Paths are absolute. "Absent" is a value, not an error; every other trouble rejects with an AppError that names the path. */
export interface HostFiles {
  read(path: string): Promise<string | undefined>;
  /** For contents that need not be text. */
  readBytes(path: string): Promise<Buffer | undefined>;
  /** What a symbolic link points to, as written in it; undefined when the path is absent or no link. */
  readLink(path: string): Promise<string | undefined>;
  /**
   * Whole or not at all: temporary name beside it, fsync, rename, fsync of the directory. Missing parents are made (0755).
   * Files under /proc and /sys are the kernel's: they must exist and are written in place.
   */
  write(path: string, contents: string | Uint8Array, options?: WriteOptions): Promise<void>;
  status(path: string): Promise<FileStatus | undefined>;
  /** Names in a directory, sorted; undefined when it does not exist. */
  list(path: string): Promise<readonly string[] | undefined>;
  /** With its missing parents (0755). Mode and owner are set on an existing directory too, when they are given. */
  makeDirectory(path: string, options?: WriteOptions): Promise<void>;
  /** Rename inside one file system; refuses to replace. */
  move(from: string, to: string): Promise<void>;
  /** Removes one file or link; absent is fine. Never a directory tree. */
  remove(path: string): Promise<void>;
  /** Removes an empty directory; false when something is in it. Absent is fine. */
  removeDirectory(path: string): Promise<boolean>;
  /**
   * Removes a directory with everything in it; absent is fine. Refuses a path that is not below one of `roots`, a link, a mount point and
   * what holds one. Links inside are removed, never followed.
   */
  removeTree(path: string, roots: readonly string[]): Promise<void>;
  /** Creates or replaces a symbolic link. */
  link(path: string, target: string): Promise<void>;
}

/** One address of one interface, as the kernel has it now. */
export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
  /** Prefix length in bits. */
  readonly prefix: number;
  readonly mac: string;
}

export type DialResult =
  | { readonly reached: true; readonly connectMs: number }
  | {
      readonly reached: false;
      readonly connectMs: number;
      readonly problem: "refused" | "timed out" | "unreachable" | "failed";
      readonly detail: string;
    };

export interface DialOptions {
  readonly timeoutMs: number;
  /** One line, sent after the handshake: who is calling. */
  readonly greeting?: string;
  readonly signal?: AbortSignal;
}

/** Closes a socket; safe to call twice. */
export type CloseSocket = () => Promise<void>;

export interface HostNetwork {
  addresses(): readonly InterfaceAddress[];
  /** One TCP handshake, then closed. Never rejects but by the signal's reason. */
  dial(address: string, port: number, options: DialOptions): Promise<DialResult>;
  /** Listens on TCP, tells what each caller greets with ("" when it says nothing) and hangs up. Rejects PORT_TAKEN when the port is held. */
  listen(address: string, port: number, onCall?: (greeting: string) => void): Promise<CloseSocket>;
  /** One empty UDP datagram, to make the kernel look for the neighbour; a lost one is no error. */
  sendDatagram(address: string, port: number): Promise<void>;
  /** Takes part in a multicast group on the interface that has this address. */
  joinGroup(group: string, interfaceAddress: string): Promise<CloseSocket>;
  /** Fetches an http, https or file url into a file, whole or not at all. Rejects STEP_COMMAND_FAILED when it cannot be had or is too large. */
  download(url: string, path: string, options: DownloadOptions): Promise<DownloadResult>;
  /**
   * Writes what comes into a file that everybody may read, whole or not at all, and tells what came: the file is there afterwards only
   * when that has the wanted sum. Rejects FILE_ACCESS_FAILED, and with what the source throws.
   */
  save(source: AsyncIterable<Uint8Array>, path: string, options: SaveOptions): Promise<DownloadResult>;
}

export interface SaveOptions {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly signal?: AbortSignal;
}

export interface DownloadOptions {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface DownloadResult {
  /** Hexadecimal, of what was written. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Both measure the nearest existing parent when the path does not exist yet. */
export interface HostDisk {
  freeMiB(path: string): Promise<number>;
  /** Milliseconds of each appended block with its fdatasync, in a file that is removed again. Ends early when the budget is used up. */
  syncTimes(path: string, options: SyncTimesOptions): Promise<readonly number[]>;
}

export interface SyncTimesOptions {
  readonly writes: number;
  readonly bytes: number;
  readonly budgetMs: number;
}

/** What a path was before a step first changed it. */
export type PathState =
  | { readonly kind: "absent" | "other" }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "directory"; readonly mode: number; readonly uid: number; readonly gid: number }
  | {
      readonly kind: "file";
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
      /** SHA-256 of the contents, hexadecimal. */
      readonly sha256: string;
    };

export interface OriginalPath {
  readonly path: string;
  readonly was: PathState;
  /** Prints of what steps put there, see printOf; empty when a program did it that a step started. */
  readonly ours: readonly string[];
}

/** What a unit was before a step first changed it. */
export interface OriginalUnit {
  readonly unit: string;
  /** Did systemd know it. */
  readonly present: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  readonly masked: boolean;
}

/** Changes that programs make for a step and that no file of ours shows. */
export type NoteTopic = "firewalld" | "ufw" | "held-packages" | "installed-packages" | "stays";

/**
 * The record of what was there before, so that a reset can put it back. What is recorded first stays; a change may begin only
 * when its call has resolved, and then the record is on disk. Rejects FILE_ACCESS_FAILED when it cannot be written.
 */
export interface Originals {
  /** Called before a program changes a path. Files that are changed through Host.files call it by themselves, with the print of what comes. */
  beforeChange(path: string, print?: string): Promise<void>;
  /** `look` is called when the unit is not recorded yet. */
  beforeUnit(unit: string, look: () => Promise<Omit<OriginalUnit, "unit">>): Promise<void>;
  /** Adds lines to a topic, each once. */
  note(topic: NoteTopic, lines: readonly string[]): Promise<void>;
  paths(): Promise<readonly OriginalPath[]>;
  /** Of a path that was a file; undefined when it was too large to be kept. */
  contents(path: string): Promise<Buffer | undefined>;
  units(): Promise<readonly OriginalUnit[]>;
  notes(topic: NoteTopic): Promise<readonly string[]>;
  forgetPath(path: string): Promise<void>;
  forgetUnit(unit: string): Promise<void>;
  forgetNotes(topic: NoteTopic): Promise<void>;
  /** For putting things back: changes made through it are not recorded. */
  readonly unrecorded: HostFiles;
}
