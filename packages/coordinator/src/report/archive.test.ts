import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { tarGz } from "./archive.ts";

const files = [
  { path: "support/version.txt", text: "0.1.0\n" },
  { path: "support/logs/m1/etcd.log", text: `${"x".repeat(511)}\n完\n` },
  { path: "support/empty", text: "" },
];

it("makes an archive that tar reads: names, modes and contents", () => {
  const archive = tarGz(files, Date.UTC(2026, 0, 1));
  const listed = execFileSync("tar", ["-tvzf", "-"], { input: archive, encoding: "utf8", env: { TZ: "UTC" } });
  expect(listed.split("\n").map((line) => line.split(/\s+/).at(-1))).toEqual([...files.map(({ path }) => path), ""]);
  expect(listed).toMatch(/^-rw------- 0\/0 +6 2026-01-01 00:00 support\/version.txt$/m);
  for (const { path, text } of files) {
    expect(execFileSync("tar", ["-xOzf", "-", path], { input: archive, encoding: "utf8" })).toBe(text);
  }
});

it("refuses a name that the format cannot hold", () => {
  expect(() => tarGz([{ path: "x".repeat(101), text: "" }], 0)).toThrow("too long for an archive");
});
