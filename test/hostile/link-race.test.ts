import { mkdtempSync } from "node:fs";
import { chown, lchown, mkdir, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { realFiles } from "../../packages/agent/src/host/real-files.ts";
import { startSwapping } from "./link-swapper.ts";

const root = process.geteuid?.() === 0;
const nobody = 65_534;
const files = realFiles();
let dir = "";
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "quorate-race-"));
  await mkdir(join(dir, "victim"));
  await mkdir(join(dir, "home/place"), { recursive: true });
  await chown(join(dir, "home"), nobody, nobody);
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function link(name: string, target: string, uid: number): Promise<string> {
  const path = join(dir, "home", name);
  await symlink(target, path);
  await lchown(path, uid, uid);
  return path;
}

const [leastSwaps, leastTries, patienceMs] = [10_000, 3_000, 240_000];

/** Writes, makes and removes below a place of a user who swaps it meanwhile. */
async function whileSwapping(links: readonly string[]): Promise<{ tries: number; refused: number; swaps: number }> {
  const place = join(dir, "home/place");
  const swapper = startSwapping(place, links);
  const count = { tries: 0, refused: 0 };
  const since = performance.now();
  while ((swapper.swaps < leastSwaps || count.tries < leastTries) && performance.now() - since < patienceMs) {
    for (const work of [
      () => files.write(join(place, "file"), "root's"),
      () => files.makeDirectory(join(place, "made"), { mode: 0o700 }),
      () => files.remove(join(place, "file")),
    ]) {
      count.tries += 1;
      await work().catch(() => {
        count.refused += 1;
      });
    }
  }
  await swapper.stop();
  return { ...count, swaps: swapper.swaps };
}

describe.runIf(root)("a user who swaps links in while root works in his directory", () => {
  it("fault 56: leads it nowhere by links of his own, swapped 10,000 times", async () => {
    const { swaps, tries, refused } = await whileSwapping([await link("evil", join(dir, "victim"), nobody)]);
    expect(swaps).toBeGreaterThanOrEqual(leastSwaps);
    expect(refused).toBeGreaterThan(0);
    expect(tries).toBeGreaterThan(refused);
    expect(await readdir(join(dir, "victim"))).toEqual([]);
  });

  it("fault 56: leads it nowhere by showing a link of root's first and his own at the second look", async () => {
    await mkdir(join(dir, "good"));
    const swapped = [await link("trusted", join(dir, "good"), 0), await link("evil", join(dir, "victim"), nobody)];
    const { swaps } = await whileSwapping(swapped);
    expect(swaps).toBeGreaterThanOrEqual(leastSwaps);
    expect(await readdir(join(dir, "victim"))).toEqual([]);
  });
});
