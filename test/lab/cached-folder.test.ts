import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cachedFolder } from "./cached-folder.ts";
import { cacheFolder } from "./paths.ts";

const NAME = `unit-${process.pid}`;
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "quorate-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const write = (text: string) => (folder: string) => writeFile(join(folder, "made"), text);

describe("cachedFolder", () => {
  it("builds once for a recipe, and anew for another", async () => {
    const first = await cachedFolder(NAME, { of: 1 }, write("one"));
    const again = await cachedFolder(NAME, { of: 1 }, write("never"));
    const other = await cachedFolder(NAME, { of: 2 }, write("two"));
    expect([first.built, again.built, other.built]).toEqual([true, false, true]);
    expect(await readFile(join(again.path, "made"), "utf8")).toBe("one");
    expect(other.path).not.toBe(first.path);
  });

  it("lets one of two build while the other waits for it", async () => {
    const both = await Promise.all([cachedFolder(NAME, {}, write("a")), cachedFolder(NAME, {}, write("b"))]);
    expect(both.map(({ built }) => built).sort()).toEqual([false, true]);
  });

  it("never offers what a failed build left, and clears it away at the next look", async () => {
    const broken = async (folder: string) => {
      await write("half")(folder);
      throw new Error("no space");
    };
    await expect(cachedFolder(NAME, {}, broken)).rejects.toThrow("no space");
    const built = await cachedFolder(NAME, {}, write("whole"));
    expect(await readFile(join(built.path, "made"), "utf8")).toBe("whole");
    await expect(cachedFolder(NAME, { of: 2 }, broken)).rejects.toThrow("no space");
    await cachedFolder(NAME, {}, write("never"));
    expect(await readdir(cacheFolder())).toEqual([built.path.slice(cacheFolder().length + 1)]);
  });
});
