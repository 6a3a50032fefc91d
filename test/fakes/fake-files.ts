import { posix } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { type AccountIds, accountIds } from "../../packages/agent/src/host/accounts.ts";
import type { FileStatus, HostFiles, WriteOptions } from "../../packages/agent/src/host/host.ts";
import { mounts } from "../../packages/agent/src/host/proc.ts";
import { refuseTree } from "../../packages/agent/src/host/remove-tree.ts";

export type FakeEntry =
  | { readonly kind: "file"; readonly text: string; readonly mode: number; readonly owner: string }
  | { readonly kind: "directory"; readonly mode: number; readonly owner: string }
  | { readonly kind: "link"; readonly target: string };

export interface FakeFilesOptions {
  /** Text of a file (0644, root), or the whole entry. Parents are implied. */
  readonly files?: Readonly<Record<string, string | FakeEntry>>;
  /** What a written file holds afterwards: for kernel files that change or refuse a value. May throw. */
  readonly onWrite?: (path: string, text: string) => string;
}

/** A file tree in memory, with links, modes and owners. */
export class FakeFiles implements HostFiles {
  readonly entries = new Map<string, FakeEntry>();
  readonly #onWrite: (path: string, text: string) => string;

  constructor(options: FakeFilesOptions = {}) {
    this.#onWrite = options.onWrite ?? ((_path, text) => text);
    for (const [path, entry] of Object.entries(options.files ?? {})) this.put(path, entry);
  }

  /** What the file holds now; undefined when there is none. For assertions. */
  text(path: string): string | undefined {
    const entry = this.entries.get(this.#resolve(path));
    return entry?.kind === "file" ? entry.text : undefined;
  }

  /** Changes the tree from outside, as if somebody else on the machine did. */
  put(path: string, entry: string | FakeEntry): void {
    this.#makeParents(path);
    this.entries.set(path, typeof entry === "string" ? file(entry) : entry);
  }

  async read(path: string): Promise<string | undefined> {
    const entry = this.entries.get(this.#resolve(path));
    if (entry?.kind === "directory") throw trouble("read", path, "is a directory");
    return this.text(path);
  }

  async readBytes(path: string): Promise<Buffer | undefined> {
    const text = await this.read(path);
    return text === undefined ? undefined : Buffer.from(text);
  }

  async readLink(path: string): Promise<string | undefined> {
    const entry = this.entries.get(path);
    return entry?.kind === "link" ? entry.target : undefined;
  }

  async write(path: string, contents: string | Uint8Array, options: WriteOptions = {}): Promise<void> {
    const owner = await this.#ownerOf(options.owner ?? "root");
    const target = this.#resolve(path);
    const before = this.entries.get(target);
    if (before?.kind === "directory") throw trouble("write", path, "is a directory");
    const kernel = /^\/(?:proc|sys)\//.test(target);
    if (kernel && !before) throw trouble("write", path, "the kernel has no such file");
    this.#makeParents(target);
    const written = this.#onWrite(target, typeof contents === "string" ? contents : Buffer.from(contents).toString());
    this.entries.set(target, { ...file(written), mode: options.mode ?? 0o644, owner });
  }

  async status(path: string): Promise<FileStatus | undefined> {
    const entry = this.entries.get(path);
    if (!entry) return undefined;
    if (entry.kind === "link") return { kind: "link", mode: 0o777, uid: 0, gid: 0, size: entry.target.length };
    const size = entry.kind === "file" ? Buffer.byteLength(entry.text) : 4096;
    return { kind: entry.kind, mode: entry.mode, size, ...(await this.#idsOf(entry.owner)) };
  }

  async list(path: string): Promise<readonly string[] | undefined> {
    const directory = this.#resolve(path);
    if (this.entries.get(directory)?.kind !== "directory") return undefined;
    const prefix = directory === "/" ? "/" : `${directory}/`;
    const names = [...this.entries.keys()].filter((key) => key.startsWith(prefix) && key !== prefix);
    return [...new Set(names.map((key) => key.slice(prefix.length).split("/")[0] ?? ""))].sort();
  }

  async makeDirectory(path: string, options: WriteOptions = {}): Promise<void> {
    const owner = options.owner === undefined ? undefined : await this.#ownerOf(options.owner);
    const target = this.#resolve(path);
    const before = this.entries.get(target);
    if (before && before.kind !== "directory") throw trouble("make directory", path, "something else is there");
    this.#makeParents(target);
    const mode = options.mode ?? before?.mode ?? 0o755;
    this.entries.set(target, { kind: "directory", mode, owner: owner ?? before?.owner ?? "root" });
  }

  async move(from: string, to: string): Promise<void> {
    if (this.entries.has(to)) throw trouble("move", to, "exists already");
    if (!this.entries.has(from)) throw trouble("move", from, "does not exist");
    this.#makeParents(to);
    for (const [path, entry] of [...this.entries]) {
      if (path !== from && !path.startsWith(`${from}/`)) continue;
      this.entries.delete(path);
      this.entries.set(to + path.slice(from.length), entry);
    }
  }

  async remove(path: string): Promise<void> {
    if (this.entries.get(path)?.kind === "directory") throw trouble("remove", path, "is a directory");
    this.entries.delete(path);
  }

  async removeDirectory(path: string): Promise<boolean> {
    if (!this.entries.has(path)) return true;
    if (this.entries.get(path)?.kind !== "directory") throw trouble("remove", path, "is no directory");
    if (((await this.list(path)) ?? []).length > 0) return false;
    this.entries.delete(path);
    return true;
  }

  async removeTree(path: string, roots: readonly string[]): Promise<void> {
    refuseTree(path, roots, await mounts(this));
    const entry = this.entries.get(path);
    if (entry && entry.kind !== "directory") throw trouble("remove", path, "is no directory");
    for (const key of [...this.entries.keys()]) {
      if (key === path || key.startsWith(`${path}/`)) this.entries.delete(key);
    }
  }

  async link(path: string, target: string): Promise<void> {
    if (this.entries.get(path)?.kind === "directory") throw trouble("link", path, "is a directory");
    this.put(path, { kind: "link", target });
  }

  #makeParents(path: string): void {
    const parts = path.split("/").slice(1, -1);
    for (let depth = 0; depth <= parts.length; depth++) {
      const parent = `/${parts.slice(0, depth).join("/")}`;
      if (!this.entries.has(parent)) this.entries.set(parent, { kind: "directory", mode: 0o755, owner: "root" });
    }
  }

  /** Follows links in every part of the path. */
  #resolve(path: string, hops = 0): string {
    if (hops > 40) throw trouble("follow", path, "too many symbolic links");
    const parts = path.split("/").filter((part) => part !== "");
    for (let depth = 1; depth <= parts.length; depth++) {
      const here = `/${parts.slice(0, depth).join("/")}`;
      const entry = this.entries.get(here);
      if (entry?.kind !== "link") continue;
      const rest = parts.slice(depth).join("/");
      const base = entry.target.startsWith("/") ? "" : `/${parts.slice(0, depth - 1).join("/")}/`;
      return this.#resolve(posix.normalize(`${base}${entry.target}/${rest}`), hops + 1);
    }
    return `/${parts.join("/")}`;
  }

  /** Names stay names; ids without a name are kept as "uid:gid". */
  async #ownerOf(owner: NonNullable<WriteOptions["owner"]>): Promise<string> {
    if (typeof owner === "string") {
      await accountIds(this, owner);
      return owner;
    }
    return owner.uid === 0 && owner.gid === 0 ? "root" : `${owner.uid}:${owner.gid}`;
  }

  async #idsOf(owner: string): Promise<AccountIds> {
    const [uid, gid] = owner.split(":").map(Number);
    return uid !== undefined && gid !== undefined ? { uid, gid } : accountIds(this, owner);
  }
}

function file(text: string): Extract<FakeEntry, { kind: "file" }> {
  return { kind: "file", text, mode: 0o644, owner: "root" };
}

function trouble(verb: string, path: string, why: string): AppError {
  return new AppError("FILE_ACCESS_FAILED", `cannot ${verb} ${path}: ${why}`);
}
