import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lint } from "../../deploy/packaging/lint.ts";
import { ensureTools } from "../../deploy/packaging/tools.ts";
import { buildRpm } from "../lab/rpm-build.ts";

const root = join(import.meta.dirname, "../..");
const work = mkdtempSync(join(tmpdir(), "quorate-packages-"));
const [first, second, installed] = ["first", "second", "installed"].map((name) => join(work, name)) as [
  string,
  string,
  string,
];

/** Any small program stands for Node: what the package makes of it does not depend on what it does. */
function standIn(): NodeJS.ProcessEnv {
  mkdirSync(join(work, "node/bin"), { recursive: true });
  copyFileSync("/bin/true", join(work, "node/bin/node"));
  writeFileSync(join(work, "node/LICENSE"), "MIT\n");
  return { NODE_BINARY: join(work, "node/bin/node"), NODE_VERSION: "24.0.1" };
}

function build(output: string, environment: NodeJS.ProcessEnv): void {
  const argv = ["deploy/packaging/main.ts", "--uncompressed", "--as-version", "7.8.9", "--output", output];
  execFileSync(process.execPath, argv, { cwd: root, env: { ...process.env, ...environment }, stdio: "pipe" });
}

beforeAll(() => {
  ensureTools();
  const environment = standIn();
  build(first, environment);
  build(second, { ...environment, TZ: "Asia/Shanghai", LC_ALL: "C" });
  for (const name of readdirSync(first).filter((each) => each.endsWith(".deb"))) {
    execFileSync("dpkg-deb", ["--extract", join(first, name), installed]);
  }
}, 300_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

describe("the packages", () => {
  it("are an rpm and a deb of the agent, the coordinator and the runtime, whose release tells its glibc", () => {
    const names = readdirSync(first).map((name) => name.replace(/glibc[\d.]+\d/, "glibcX"));
    expect(names.sort()).toEqual([
      "quorate-agent-7.8.9-1.noarch.rpm",
      "quorate-agent_7.8.9-1_all.deb",
      "quorate-coordinator-7.8.9-1.noarch.rpm",
      "quorate-coordinator_7.8.9-1_all.deb",
      "quorate-runtime-24.0.1-1.glibcX.x86_64.rpm",
      "quorate-runtime_24.0.1-1.glibcX_amd64.deb",
    ]);
  });

  it("have the same bytes when they are built again, at another time and in another time zone", () => {
    for (const name of readdirSync(first)) {
      expect(readFileSync(join(first, name)).equals(readFileSync(join(second, name))), name).toBe(true);
    }
  });

  it("hold the same files in both formats, but for the places of options and of zsh's completion, and Debian's change log", () => {
    const [deb = "", rpm = ""] = ["deb", "rpm"].map((end) =>
      join(first, readdirSync(first).find((name) => name.startsWith("quorate-agent") && name.endsWith(end)) ?? ""),
    );
    const inDeb = execFileSync(
      "sh",
      ["-c", `dpkg-deb --fsys-tarfile "${deb}" | tar -t | sed 's/^.//' | grep -v '/$'`],
      { encoding: "utf8" },
    );
    const inRpm = execFileSync("rpm", ["-qp", "--queryformat", "[%{FILEMODES:perms} %{FILENAMES}\n]", rpm], {
      encoding: "utf8",
    });
    const files = inRpm
      .split("\n")
      .filter((line) => line && !line.startsWith("d"))
      .map((line) => line.slice(line.indexOf(" ") + 1));
    const same = (names: readonly string[]) =>
      names.filter((name) => name && !/sysconfig|default|changelog|zsh/.test(name)).sort();
    expect(same(files)).toEqual(same(inDeb.split("\n")));
  });

  it("name nothing of the machine they were built on", () => {
    const found = spawnSync("grep", ["-rlF", root.replace(/\/$/, ""), installed], { encoding: "utf8" });
    expect(found.stdout).toBe("");
    expect(
      spawnSync("grep", ["-rlE", "/node_modules/.bin|/tmp/quorate-", installed], { encoding: "utf8" }).stdout,
    ).toBe("");
  });

  it("of the two programs have nothing to mend for lintian and rpmlint that deploy/README.md does not explain", () => {
    const programs = readdirSync(first).filter((name) => !name.startsWith("quorate-runtime"));
    expect(() => lint(programs.map((name) => join(first, name)))).not.toThrow();
  }, 300_000);

  it("keep what the administrator writes into the options when they are upgraded", () => {
    const conffiles = execFileSync("dpkg-deb", ["--info", join(first, "quorate-agent_7.8.9-1_all.deb"), "conffiles"], {
      encoding: "utf8",
    });
    expect(conffiles).toBe("/etc/default/quorate-agent\n");
    const flags = execFileSync(
      "rpm",
      ["-qp", "--queryformat", "[%{FILENAMES} %{FILEFLAGS:fflags}\n]", join(first, "quorate-agent-7.8.9-1.noarch.rpm")],
      { encoding: "utf8" },
    );
    expect(flags).toContain("/etc/sysconfig/quorate-agent cn\n");
  });
});

describe("a host with the glibc of CentOS 7", () => {
  it("refuses the flavour for newer ones in one line, before anything is installed", async () => {
    const [base, database] = [join(work, "base"), join(work, "database")];
    mkdirSync(base);
    const head = [
      "Name: glibc",
      "Version: 2.17",
      "Release: 326.el7",
      "Summary: x",
      "License: none",
      "BuildArch: noarch",
    ];
    const provides = ["/bin/sh", "libc.so.6()(64bit)"].map((name) => `Provides: ${name}`);
    await buildRpm([...head, ...provides, "%description", "x", "%files", ""].join("\n"), base, base);
    const rpm = (...argv: readonly string[]) => spawnSync("rpm", ["--dbpath", database, ...argv], { encoding: "utf8" });
    rpm("--initdb");
    rpm("--justdb", "--install", join(base, "glibc-2.17-326.el7.rpm"));
    const runtime = readdirSync(first).find((name) => /^quorate-runtime.*rpm$/.test(name)) ?? "";
    const { status, stderr } = rpm("--install", "--test", join(first, runtime));
    expect(status).not.toBe(0);
    const said = stderr.slice(stderr.indexOf("error:"));
    expect(said).toMatch(
      /^error: Failed dependencies:\n\tglibc >= 2\.\d+ is needed by quorate-runtime-24\.0\.1-1\.glibc2\.\d+\.x86_64\n$/,
    );
  });
});

describe("the units", () => {
  const unit = (name: string): string => join(installed, `usr/lib/systemd/system/${name}.service`);

  it.each(["quorate-agent", "quorate-coordinator"])("of %s has nothing that systemd does not understand", (name) => {
    ensureTools({ "systemd-analyze": "systemd" });
    const copy = join(work, `${name}.service`);
    // What it starts is installed nowhere on this machine.
    writeFileSync(copy, readFileSync(unit(name), "utf8").replace(/^ExecStart=\S+/m, "ExecStart=/bin/true"));
    const { stdout, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", copy], { encoding: "utf8" });
    expect(`${stdout}${stderr}`).toBe("");
  });

  // Of the agent 8.5 is what is left when nothing is taken that a package manager may need: see deploy/README.md.
  it.each([
    ["quorate-coordinator", 1.5],
    ["quorate-agent", 8.5],
  ])("of %s is exposed to at most %d by systemd's reckoning", (name, most) => {
    const { stdout } = spawnSync("systemd-analyze", ["security", "--offline=true", unit(name)], { encoding: "utf8" });
    expect(Number(/Overall exposure level .*: ([\d.]+)/.exec(stdout)?.[1])).toBeLessThanOrEqual(most);
  });
});

describe("the installed programs", () => {
  const coordinator = join(installed, "usr/bin/coordinator");
  const answer = (...argv: readonly string[]) =>
    spawnSync(process.execPath, [coordinator, ...argv], { encoding: "utf8", timeout: 60_000 });
  let daemon: ChildProcess | undefined;
  afterAll(() => daemon?.kill("SIGKILL"));

  it("say the version of their package", () => {
    expect(answer("--version").stdout).toBe("7.8.9\n");
    const agent = spawnSync(process.execPath, [join(installed, "usr/bin/quorate-agent"), "--version"], {
      encoding: "utf8",
    });
    expect(agent.stdout).toBe("7.8.9\n");
  });

  it("find what only enrolment needs beside them, too", () => {
    const asked = spawnSync(process.execPath, [join(installed, "usr/bin/quorate-agent"), "inventory"], {
      encoding: "utf8",
    });
    expect(JSON.parse(asked.stdout)).toMatchObject({ osName: expect.stringMatching(/\w/) });
  });

  it("find the protocol beside them: a coordinator serves and is asked, with no clone in sight", async () => {
    const state = ["--state-dir", join(work, "state")];
    const listen = ["--enrol-listen", "127.0.0.1:0", "--control-listen", "127.0.0.1:0", "--http-listen", "off"];
    const argv = [coordinator, "serve", ...state, ...listen, "--advertise", "127.0.0.1"];
    daemon = spawn(process.execPath, argv, { cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    daemon.stderr?.on("data", (text: Buffer) => {
      said += text.toString();
    });
    let last = answer("status", "-o", "json", ...state);
    for (let tries = 0; last.status !== 0 && tries < 40; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      last = answer("status", "-o", "json", ...state);
    }
    expect(last.status, `${last.stderr}${said}`).toBe(0);
    expect(JSON.parse(last.stdout)).toMatchObject({ hosts: [] });
  }, 300_000);
});
