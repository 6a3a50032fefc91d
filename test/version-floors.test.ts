import { readFileSync } from "node:fs";
import { nodeFloor } from "@quorate/shared/node-floor";
import { describe, expect, it } from "vitest";

interface Package {
  readonly version: string;
  readonly engines?: { readonly node?: string };
}

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), "utf8"));
const locked = Object.entries((read("package-lock.json") as { packages: Record<string, Package> }).packages);

/** The first version without the hole that the last column names. A package that is not there at all has none. */
const floors = [
  ["@grpc/grpc-js", "1.14.7", "getAuthContext of a peer that was not verified; CVE-2026-48068, -48069"],
  ["protobufjs", "7.6.1", "CVE-2026-48712, recursion in toObject"],
  ["node-forge", "1.4.3", "CVE-2026-85393, forged signatures"],
  ["cross-spawn", "7.0.5", "CVE-2024-21538, a regular expression that takes for ever"],
  ["systeminformation", "5.31.7", "CVE-2026-50289, commands in the names of interfaces"],
  ["yaml", "2.8.3", "CVE-2026-33532, stack overflow"],
] as const;

const older = (version: string, floor: string): boolean => version.localeCompare(floor, "en", { numeric: true }) < 0;

describe("what the lock file installs", () => {
  it.each(floors)("%s is at least %s, without %s", (name, floor) => {
    const versions = locked.filter(([path]) => path.endsWith(`node_modules/${name}`)).map(([, { version }]) => version);
    expect(versions.filter((version) => older(version, floor))).toEqual([]);
  });

  it("has what the ports and the certificates are made with, so that the rows above are not empty", () => {
    const names = locked.map(([path]) => path.replace(/^.*node_modules\//, ""));
    expect(names).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "protobufjs", "node-forge", "systeminformation", "yaml"]),
    );
    expect([older("1.14.3", "1.14.7"), older("1.9.0", "1.14.7"), older("1.14.10", "1.14.7")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

it.each(["package.json", "packages/agent/package.json", "packages/coordinator/package.json"])(
  "%s asks for the Node that the programs ask for",
  (file) => {
    expect((read(file) as Package).engines?.node).toBe(`>=${nodeFloor}`);
  },
);
