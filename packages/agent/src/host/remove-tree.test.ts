import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realFiles } from "./real-files.ts";
import { refuseTree } from "./remove-tree.ts";

const files = realFiles();
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "quorate-tree-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

describe("removeTree", () => {
  it("removes a directory with all that is in it, and nothing that a link in it leads to", async () => {
    mkdirSync(join(root, "data/member/wal"), { recursive: true });
    writeFileSync(join(root, "data/member/wal/0.wal"), "x");
    writeFileSync(join(root, "outside"), "kept");
    mkdirSync(join(root, "beside"));
    writeFileSync(join(root, "beside/file"), "kept");
    symlinkSync(join(root, "outside"), join(root, "data/file-link"));
    symlinkSync(join(root, "beside"), join(root, "data/member/directory-link"));
    await files.removeTree(join(root, "data"), [root]);
    expect(existsSync(join(root, "data"))).toBe(false);
    expect(readFileSync(join(root, "outside"), "utf8")).toBe("kept");
    expect(readFileSync(join(root, "beside/file"), "utf8")).toBe("kept");
  });

  it("is content when there is nothing", async () => {
    await files.removeTree(join(root, "never"), [root]);
    await files.removeTree(join(root, "never/below"), [root]);
    expect(existsSync(join(root, "never"))).toBe(false);
  });

  it("refuses a link and a file in the place of the directory", async () => {
    mkdirSync(join(root, "real"));
    symlinkSync(join(root, "real"), join(root, "link"));
    writeFileSync(join(root, "file"), "");
    await expect(files.removeTree(join(root, "link"), [root])).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: expect.stringContaining("it is a link"),
    });
    await expect(files.removeTree(join(root, "file"), [root])).rejects.toThrow("it is no directory");
    expect(existsSync(join(root, "real"))).toBe(true);
  });
});

describe("refuseTree", () => {
  it.each([
    ["/", ["/"]],
    ["/var", ["/"]],
    ["/var/lib", ["/var/lib"]],
    ["/var/library", ["/var/lib"]],
    ["/var/lib/../etc", ["/var/lib"]],
    ["/var/lib/etcd/", ["/var/lib"]],
    ["var/lib/etcd", ["var/lib"]],
    ["/var/lib/etcd", []],
  ])("refuses %s below %j", (path, roots) => {
    expect(() => refuseTree(path, roots, [])).toThrow("refuses to remove");
  });

  it.each(["/var/lib/etcd", "/var/lib/etcd/member/wal"])("refuses what holds the mount point %s", (path) => {
    expect(() => refuseTree("/var/lib/etcd", ["/var/lib"], [{ path }])).toThrow(`${path} is mounted there`);
  });

  it("lets a path below a root pass", () => {
    expect(() =>
      refuseTree("/var/lib/etcd", ["/opt", "/var/lib"], [{ path: "/" }, { path: "/var/lib" }]),
    ).not.toThrow();
  });
});

describe("removeDirectory", () => {
  it("removes an empty directory and leaves one with something in it", async () => {
    mkdirSync(join(root, "full/empty"), { recursive: true });
    expect(await files.removeDirectory(join(root, "full"))).toBe(false);
    expect(await files.removeDirectory(join(root, "full/empty"))).toBe(true);
    expect(await files.removeDirectory(join(root, "full"))).toBe(true);
    expect(await files.removeDirectory(join(root, "full"))).toBe(true);
    expect(existsSync(join(root, "full"))).toBe(false);
  });
});

describe("contents that are no text", () => {
  it("are read and written byte by byte, with the owner's ids", async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
    await files.write(join(root, "bytes"), bytes, { mode: 0o600, owner: own });
    expect(await files.readBytes(join(root, "bytes"))).toEqual(bytes);
    expect(await files.status(join(root, "bytes"))).toMatchObject({ mode: 0o600, ...own });
    expect(await files.readBytes(join(root, "never"))).toBeUndefined();
  });
});
