import { chmod, lchown, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realFiles } from "./real-files.ts";

const files = realFiles();
const root = process.geteuid?.() === 0;
const nobody = 65_534;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "real-files-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("realFiles", () => {
  it("writes whole files with their mode, makes parents, and leaves no temporary names", async () => {
    const path = join(dir, "a/b/c.conf");
    await files.write(path, "one", { mode: 0o600 });
    await files.write(path, "two", { mode: 0o640 });
    expect(await files.read(path)).toBe("two");
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    expect(await readdir(join(dir, "a/b"))).toEqual(["c.conf"]);
  });

  it("removes what an agent that died in the middle left of the same file, and nothing else", async () => {
    const left = [".c.conf.0a1b2c3d-4e5f6071", ".c.conf.swp", ".d.conf.0a1b2c3d-4e5f6071"];
    for (const name of left) await files.write(join(dir, name), "the old password", { mode: 0o600 });
    await files.write(join(dir, "c.conf"), "new");
    expect((await readdir(dir)).sort()).toEqual([".c.conf.swp", ".d.conf.0a1b2c3d-4e5f6071", "c.conf"]);
    await files.link(join(dir, "d.conf"), "c.conf");
    expect((await readdir(dir)).sort()).toEqual([".c.conf.swp", "c.conf", "d.conf"]);
  });

  it("says absent instead of failing", async () => {
    const path = join(dir, "none/at/all");
    expect(await files.read(path)).toBeUndefined();
    expect(await files.status(path)).toBeUndefined();
    expect(await files.list(path)).toBeUndefined();
    expect(await files.readLink(path)).toBeUndefined();
    await files.remove(path);
  });

  it("names the path of what it cannot read", async () => {
    await expect(files.read(dir)).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: `cannot read ${dir}: it is a directory`,
    });
  });

  it("writes through a link of its own user, and keeps the link", async () => {
    await writeFile(join(dir, "real"), "old");
    await symlink("real", join(dir, "alias"));
    await files.write(join(dir, "alias"), "new");
    expect(await readFile(join(dir, "real"), "utf8")).toBe("new");
    expect(await files.readLink(join(dir, "alias"))).toBe("real");
  });

  it.runIf(root)("fault 56: refuses links of another user, as the target and on the way", async () => {
    await mkdir(join(dir, "victim"));
    await symlink(join(dir, "victim"), join(dir, "way"));
    await symlink(join(dir, "victim/file"), join(dir, "last"));
    await lchown(join(dir, "way"), 65_534, 65_534);
    await lchown(join(dir, "last"), 65_534, 65_534);
    for (const path of ["way/file", "last"]) {
      await expect(files.write(join(dir, path), "x")).rejects.toMatchObject({
        code: "FILE_ACCESS_FAILED",
        message: expect.stringContaining("belongs to user 65534"),
      });
    }
    await expect(files.remove(join(dir, "way/file"))).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
    expect(await readdir(join(dir, "victim"))).toEqual([]);
  });

  it.runIf(root)("fault 56: follows no link where somebody else could put another in its place", async () => {
    await mkdir(join(dir, "theirs"));
    await mkdir(join(dir, "goal"));
    await symlink(join(dir, "goal"), join(dir, "theirs/way"));
    await files.write(join(dir, "theirs/way/file"), "x");
    await chmod(join(dir, "theirs"), 0o777);
    await expect(files.write(join(dir, "theirs/way/file"), "y")).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: expect.stringContaining("may exchange it"),
    });
    await chmod(join(dir, "theirs"), 0o1777);
    await files.write(join(dir, "theirs/way/file"), "z");
    expect(await readFile(join(dir, "goal/file"), "utf8")).toBe("z");
  });

  it.each(["/a/../b", "/..", "/a/b\0c"])("fault 56: touches nothing at %j", async (path) => {
    await expect(files.write(dir + path, "x")).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      message: expect.stringContaining("no plain path"),
    });
    await expect(files.remove(dir + path)).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
    expect(await readdir(dir)).toEqual([]);
  });

  it("fault 26: leaves the old contents when the new ones cannot take their place, and nothing beside them", async () => {
    await files.write(join(dir, "kept/old"), "old");
    await expect(files.write(join(dir, "kept"), "new")).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
    await expect(files.write(join(dir, "kept/old"), "new", { owner: "no-such-user" })).rejects.toThrow();
    expect(await files.read(join(dir, "kept/old"))).toBe("old");
    expect(await readdir(dir)).toEqual(["kept"]);
    expect(await readdir(join(dir, "kept"))).toEqual(["old"]);
  });

  it("ends on links that lead round in a circle", async () => {
    await symlink("two", join(dir, "one"));
    await symlink("one", join(dir, "two"));
    await expect(files.write(join(dir, "one/file"), "x")).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  });

  it.runIf(root)("gives the file to its owner", async () => {
    const path = join(dir, "owned");
    await files.write(path, "x", { owner: "nobody" });
    expect((await files.status(path))?.uid).toBe(65_534);
    await expect(files.write(path, "x", { owner: "no-such-user" })).rejects.toMatchObject({
      message: expect.stringContaining("no-such-user"),
    });
  });

  it("sets the mode of a directory that exists only when it is told one", async () => {
    const path = join(dir, "data");
    await files.makeDirectory(path, { mode: 0o700 });
    await files.makeDirectory(path);
    expect((await files.status(path))?.mode).toBe(0o700);
    await files.makeDirectory(path, { mode: 0o750 });
    expect(await files.status(path)).toMatchObject({ kind: "directory", mode: 0o750 });
  });

  it("moves, and refuses to replace", async () => {
    await files.write(join(dir, "from/x"), "1");
    await files.move(join(dir, "from"), join(dir, "to"));
    expect(await files.read(join(dir, "to/x"))).toBe("1");
    await files.write(join(dir, "again"), "2");
    await expect(files.move(join(dir, "again"), join(dir, "to"))).rejects.toMatchObject({
      message: expect.stringContaining("it exists"),
    });
  });

  it("replaces a link by a link, and removes files but no directories", async () => {
    const path = join(dir, "link");
    await files.link(path, "/one");
    await files.link(path, "/two");
    expect(await files.readLink(path)).toBe("/two");
    await files.remove(path);
    expect(await files.status(path)).toBeUndefined();
    await expect(files.remove(dir)).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
  });

  it("never creates a kernel file, and says so", async () => {
    await expect(files.write("/proc/sys/net/no_such_key", "1")).rejects.toMatchObject({
      message: expect.stringContaining("cannot write /proc/sys/net/no_such_key"),
    });
  });

  it("fault 26: leaves what was there, and no temporary name, when the new file cannot take its place", async () => {
    await files.makeDirectory(join(dir, "taken/below"));
    await expect(files.write(join(dir, "taken"), "text")).rejects.toMatchObject({ code: "FILE_ACCESS_FAILED" });
    expect(await files.list(join(dir, "taken"))).toEqual(["below"]);
    expect(await files.list(dir)).toEqual(["taken"]);
  });

  it("names the trouble of a directory it may not write to", async () => {
    await chmod(dir, 0o500);
    // Root may write everywhere.
    if (root) process.seteuid?.(nobody);
    try {
      await expect(files.write(join(dir, "x"), "")).rejects.toMatchObject({
        message: expect.stringContaining("permission denied"),
      });
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});
