import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@quorate/shared/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSecretStore } from "./secret-store.ts";
import { writeWhole } from "./whole-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the secret store", () => {
  it("makes a secret once and gives the same one after a restart", () => {
    const first = openSecretStore(directory).getOrCreate("vrrp-auth", () => "made once");
    expect(first.reveal()).toBe("made once");
    const again = openSecretStore(directory).getOrCreate("vrrp-auth", () => "made again");
    expect(again.reveal()).toBe("made once");
    expect(openSecretStore(directory).get("vrrp-auth")?.reveal()).toBe("made once");
  });

  it("has nothing under a name that was never used", () => {
    expect(openSecretStore(directory).get("vrrp-auth")).toBeUndefined();
  });

  it("keeps each secret in a file of mode 0600, with the version of its format", () => {
    openSecretStore(directory).getOrCreate("vrrp-auth", () => "s3cret");
    const file = join(directory, "vrrp-auth.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ version: 1, value: "s3cret" });
    expect(readdirSync(directory)).toEqual(["vrrp-auth.json"]);
  });

  it.each(["", "../ca/fleet", "a/b", "UPPER", "a\0b", "-x"])("refuses the name %j", (name) => {
    expect(() => openSecretStore(directory).getOrCreate(name, () => "x")).toThrow(AppError);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("refuses a newer format", () => {
    writeFileSync(join(directory, "vrrp-auth.json"), '{"version":3,"sealed":"AAAA"}');
    expect(() => openSecretStore(directory).get("vrrp-auth")).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringContaining("format 3") }),
    );
  });

  it.each(['{"version":1,"value":"s3cr', '{"version":1,"value":7,"s3cr":1}', "s3cr"])(
    "refuses a damaged file without showing what is in it: %s",
    (text) => {
      writeFileSync(join(directory, "vrrp-auth.json"), text);
      try {
        openSecretStore(directory).getOrCreate("vrrp-auth", () => "new");
        expect.unreachable("a damaged secret was accepted");
      } catch (error) {
        expect(error).toMatchObject({ code: "FILE_ACCESS_FAILED" });
        expect(
          `${(error as AppError).message} ${(error as AppError).stack} ${(error as AppError).cause}`,
        ).not.toContain("s3cr");
      }
    },
  );
});

describe("a whole write", () => {
  it("replaces the leftover of a crash", () => {
    const file = join(directory, "a");
    writeFileSync(`${file}.new`, "half", { mode: 0o644 });
    writeWhole(file, "whole");
    expect(readFileSync(file, "utf8")).toBe("whole");
    expect(existsSync(`${file}.new`)).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("names the file that cannot be written and leaves nothing behind", () => {
    const file = join(directory, "missing", "a");
    expect(() => writeWhole(file, "x")).toThrow(
      expect.objectContaining({ code: "FILE_ACCESS_FAILED", message: expect.stringContaining(file) }),
    );
  });

  it("fault 26: leaves the old contents when the new ones cannot take their place, and nothing beside them", () => {
    const file = join(directory, "kept");
    mkdirSync(file);
    writeFileSync(join(file, "old"), "old");
    // As on a read-only disk, the last step fails: nothing replaces a directory that holds something.
    expect(() => writeWhole(file, "x")).toThrow(expect.objectContaining({ code: "FILE_ACCESS_FAILED" }));
    expect(readFileSync(join(file, "old"), "utf8")).toBe("old");
    expect(readdirSync(directory)).toEqual(["kept"]);
  });
});
