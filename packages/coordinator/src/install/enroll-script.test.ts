import { spawnSync } from "node:child_process";
import { hash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostId } from "@quorate/shared/ids";
import { Secret } from "@quorate/shared/secret";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EnrollScriptWish, enrollScript, parsePackageUrl } from "./enroll-script.ts";

const plain: EnrollScriptWish = {
  ...{ coordinator: "10.0.0.5:7444", caHash: `sha256:${"ab".repeat(32)}`, version: "0.1.0" },
  ...{ hosts: [], packages: [] },
};
const debs = ["agent", "runtime"].map((name) => ({ url: `http://10.0.0.5/${name}.deb`, sha256: hash("sha256", name) }));
const rpms = debs.map(({ url, sha256 }) => ({ url: url.replace(".deb", ".rpm"), sha256 }));
const all: readonly EnrollScriptWish[] = [
  plain,
  { ...plain, hosts: [hostId("m1"), hostId("m2")], packages: debs },
  { ...plain, packages: rpms, token: new Secret("qrt.secret") },
];

let folder = "";
/** A host of programs that only note what they are asked; root, with systemd. */
const stub = (name: string, script = ":"): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >>"${folder}/log"\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
};
const run = (wish: EnrollScriptWish, args: readonly string[] = [], input = "qrt.typed\n") => {
  // The one thing that no stub in the PATH can be.
  const script = enrollScript(wish).replace("[ -d /run/systemd/system ]", "[ -d / ]");
  const result = spawnSync("/bin/sh", ["-c", script, "quorate-enroll.sh", ...args], {
    ...{ input, encoding: "utf8", env: { PATH: `${folder}:/usr/bin:/bin` } },
  });
  return { ...result, log: existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "" };
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "quorate-script-"));
  stub("id", "echo 0");
  stub("systemctl", "case $1 in is-*) exit 1 ;; esac");
  stub("uname", "echo m1.example.com");
  stub("quorate-agent", `cat >"${folder}/token"`);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the script that enrols a host", () => {
  it("is clean for shellcheck, where there is one, and for the shell", () => {
    for (const wish of all) {
      const input = enrollScript(wish);
      expect(spawnSync("/bin/sh", ["-n"], { input }).status).toBe(0);
      const { error, stdout } = spawnSync("shellcheck", ["-"], { input, encoding: "utf8" });
      if (error === undefined) expect(stdout).toBe("");
    }
  });

  it("enrols under the machine's own short name, the token coming by standard input", () => {
    const { status, stdout, log } = run(plain);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("m1 is enrolled") });
    expect(log).toContain(
      `quorate-agent enroll --coordinator 10.0.0.5:7444 --ca-hash ${plain.caHash} --host m1 --token-file -\n`,
    );
    expect(log).toMatch(/systemctl enable quorate-agent\nsystemctl restart quorate-agent\n$/);
    expect(readFileSync(join(folder, "token"), "utf8")).toBe("qrt.typed\n");
  });

  it("hands a token that it holds on by a pipe, never as an argument", () => {
    const { status, log } = run({ ...plain, hosts: [hostId("m1")], token: new Secret("qrt.held") }, [], "");
    expect(status).toBe(0);
    expect(log).not.toContain("qrt.held");
    expect(readFileSync(join(folder, "token"), "utf8")).toBe("qrt.held\n");
  });

  it.each([
    [{ hosts: [hostId("m2")] }, [], 64, "this script is for m2, not for m1"],
    [{}, ["--host", "m1; reboot"], 64, "cannot be the name of a host"],
    [{}, ["--host"], 64, "--host needs a value"],
    [{}, ["-x"], 64, "unknown option -x"],
  ])("refuses what it is not for: %j %j", (wish, args, code, message) => {
    const { status, stderr, log } = run({ ...plain, ...wish }, args);
    expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringContaining(message) });
    expect(log).not.toContain("quorate-agent");
  });

  it("ends with the code of an enrolment that failed, and starts nothing", () => {
    stub("quorate-agent", "exit 77");
    const { status, log } = run(plain);
    expect(status).toBe(77);
    expect(log).not.toContain("systemctl enable");
  });

  it("says what to install where the agent is missing and nothing is to be fetched", () => {
    rmSync(join(folder, "quorate-agent"));
    expect(run(plain)).toMatchObject({ status: 1, stderr: expect.stringContaining("install it first") });
  });

  it("fetches what is missing and installs it, when it has its sha256", () => {
    rmSync(join(folder, "quorate-agent"));
    stub("curl", 'while [ "$1" != --output ]; do shift; done; printf "%s" "$(basename "$3" .deb)" >"$2"');
    stub("apt-get", `cp "${folder}/systemctl" "${folder}/quorate-agent"`);
    const { status, log, stderr } = run({ ...plain, packages: debs });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(log).toMatch(/apt-get --yes .* install \S+\/1\.deb \S+\/2\.deb\n/);
  });

  it("installs nothing whose sha256 is another", () => {
    rmSync(join(folder, "quorate-agent"));
    stub("curl", 'while [ "$1" != --output ]; do shift; done; echo evil >"$2"');
    stub("apt-get");
    const { status, stderr, log } = run({ ...plain, packages: debs });
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("its sha256 is another") });
    expect(log).not.toContain("apt-get");
  });

  it("does nothing when it arrives in part", () => {
    const whole = enrollScript(plain);
    const { status } = spawnSync("/bin/sh", ["-c", whole.slice(0, whole.indexOf("# Last"))], { input: "" });
    expect(status).toBe(0);
  });
});

describe("what goes into the script", () => {
  it.each([
    "ftp://x/a.deb#sha256=0",
    "https://x/a.deb",
    `https://x/a'b.deb#sha256=${"0".repeat(64)}`,
    `https://x/a b.deb#sha256=${"0".repeat(64)}`,
    `https://x/$(reboot).deb#sha256=${"0".repeat(64)}`,
    `https://x/a.sh#sha256=${"0".repeat(64)}`,
  ])("is no url like %s", (text) => {
    expect(() => parsePackageUrl(text)).toThrow(expect.objectContaining({ code: "USAGE" }));
  });

  it("is no value that ends its quotes, and no two kinds of packages", () => {
    expect(() => enrollScript({ ...plain, coordinator: "x'; reboot '" })).toThrow("cannot stand in a script");
    expect(() => enrollScript({ ...plain, packages: [...debs, ...rpms] })).toThrow("deb or rpm, not both");
  });
});
