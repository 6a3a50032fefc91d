import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { flipBit } from "../../../../test/fakes/flip-bit.ts";
import { writeBundle } from "../gather/write-bundle.ts";
import { openBundle, verifyBundle } from "./open-bundle.ts";

const work = mkdtempSync(join(tmpdir(), "quorate-archive-"));
const archive = join(work, "site.tar");
const contents: Readonly<Record<string, string>> = {
  "packages/haproxy_2.6.12-1_amd64.deb": "the package",
  "images/pause.tar": "x".repeat(300_000),
  "packages/empty_1_all.deb": "",
};
const about = { cluster: "demo", specHash: "0".repeat(64), os: { id: "debian", version: "12", arch: "x64" } };

async function write(out = archive): Promise<void> {
  const files = Object.entries(contents).map(([name, text], at) => {
    const path = join(work, `file-${at}`);
    writeFileSync(path, text);
    return { name, path };
  });
  await writeBundle(out, { ...about, packages: "deb" }, files);
}
beforeEach(() => write());
afterAll(() => rmSync(work, { recursive: true, force: true }));

const flip = (text: string): void => flipBit(archive, text);

describe("a bundle", () => {
  it("gives back every file that was written, and tar reads it too", async () => {
    const bundle = await openBundle(archive);
    for (const file of bundle.manifest.files) {
      let text = "";
      for await (const piece of bundle.read(file)) text += piece;
      expect(text).toBe(contents[file.name]);
      expect(bundle.file(file.sha256)?.name).toBe(file.name);
    }
    expect(await verifyBundle(bundle)).toEqual([]);
    await bundle.close();
    const listed = execFileSync("tar", ["-tf", archive], { encoding: "utf8" });
    expect(listed.trim().split("\n")).toEqual(["bundle.json", ...Object.keys(contents).sort()]);
  });

  it("has the same bytes whenever it is made of the same files", async () => {
    await write(join(work, "again.tar"));
    expect(readFileSync(join(work, "again.tar")).equals(readFileSync(archive))).toBe(true);
  });

  it("tells a flipped bit by the file's name and both sums", async () => {
    flip("the package");
    const bundle = await openBundle(archive);
    const want = bundle.manifest.files.find(({ name }) => name.includes("haproxy"))?.sha256;
    const damaged = await verifyBundle(bundle);
    await bundle.close();
    expect(damaged).toEqual([
      { name: "packages/haproxy_2.6.12-1_amd64.deb", want, got: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it.each([
    ["a copy that broke off", () => truncateSync(archive, 200_000), "ends in the middle of images/pause.tar"],
    ["a damaged header", () => flip("packages/haproxy_2.6.12-1_amd64.deb\0"), "a header of the archive is damaged"],
    ["something else", () => writeFileSync(archive, "hello"), "it ends where a file should begin"],
    [
      "an archive of something else",
      () => execFileSync("tar", ["-C", work, "-cf", archive, "file-0"]),
      "without a bundle.json",
    ],
    ["a list of another format", () => flip('1,\n "cluster"'), "does not understand"],
  ])("refuses %s", async (_, spoil, why) => {
    spoil();
    await expect(openBundle(archive)).rejects.toMatchObject({
      code: "BUNDLE_INVALID",
      message: expect.stringContaining(why),
    });
  });

  it("refuses a file that is not there", async () => {
    await expect(openBundle(join(work, "none.tar"))).rejects.toMatchObject({ code: "BUNDLE_INVALID" });
  });
});
