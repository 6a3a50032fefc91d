import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FakeSurroundings, type FakeSurroundingsOptions } from "../../../../test/fakes/fake-surroundings.ts";
import { doneRun } from "../../../../test/fakes/scripted-runs.ts";
import { openEventLog } from "../journal/sqlite-event-log.ts";
import { commands } from "./all-commands.ts";
import { runProgram } from "./program.ts";
import { coordinatorVersion } from "./version.ts";

async function run(argv: readonly string[], options: FakeSurroundingsOptions = {}) {
  const around = new FakeSurroundings(options);
  const code = await runProgram(argv, around, { version: "1.2.3", commands });
  return { code, stdout: around.stdout.text, stderr: around.stderr.text };
}

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "quorate-cli-"));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const initArguments = ["init", "192.168.1.90", "192.168.1.91", "192.168.1.93", "--vip", "192.168.1.33"];
const goodSpec = async () => (await run(initArguments)).stdout;

describe("the command line", () => {
  it("says the version of its package", () => {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    expect(JSON.parse(text)).toMatchObject({ version: coordinatorVersion });
  });

  it.each([
    [["bootstrp"], "error: USAGE: unknown command 'bootstrp'\nhint: did you mean bootstrap?\n"],
    [["token", "crate"], "error: USAGE: unknown command 'crate'\nhint: did you mean create?\n"],
    [["events", "--folow"], "error: USAGE: unknown option '--folow'\nhint: did you mean --follow?\n"],
    [
      ["bootstrap", "--ignore-check", "SWAP"],
      "error: USAGE: unknown option '--ignore-check'\nhint: did you mean --ignore-checks?\n",
    ],
    [
      ["explain", "ETCD_MEMBER_DEAD"],
      'error: USAGE: there is no error code and no check "ETCD_MEMBER_DEAD"\nhint: did you mean ETCD_MEMBER_DIED?\n',
    ],
    [
      ["status", "-o", "yaml"],
      "error: USAGE: option '-o, --output <format>' argument 'yaml' is invalid. Allowed choices are table, json.\nhint: run the command with --help\n",
    ],
    [
      ["token", "create", "m1", "--ttl", "soon"],
      "error: USAGE: option '--ttl <time>' argument 'soon' is invalid. Write a time like 90s, 15m or 1h30m.\nhint: run the command with --help\n",
    ],
    [
      ["token", "create", "M_1"],
      "error: USAGE: command-argument value 'M_1' is invalid for argument 'host'. Write a name of lower-case letters, digits and hyphens.\nhint: run the command with --help\n",
    ],
    [
      ["status", "--role", "admin"],
      "error: USAGE: option '--role <role>' argument 'admin' is invalid. Choose one of operator, viewer.\nhint: run the command with --help\n",
    ],
    [
      ["serve", "--agent-certificate-life", "30m"],
      "error: USAGE: option '--agent-certificate-life <time>' argument '30m' is invalid. An hour at least, a year at most.\nhint: run the command with --help\n",
    ],
    [
      ["hosts", "revoke", "m1"],
      "error: USAGE: m1 was not revoked: nobody is there to be asked\nhint: without a question: coordinator hosts revoke m1 --yes\n",
    ],
    [
      ["get", "hots"],
      "error: USAGE: command-argument value 'hots' is invalid for argument 'kind'. Did you mean hosts?\nhint: run the command with --help\n",
    ],
    [
      ["bootstrap", "--plan", "p", "--until", "etcd"],
      "error: USAGE: option '--plan <file>' cannot be used with option '--until <phase>'\nhint: run the command with --help\n",
    ],
    [["docter"], "error: USAGE: unknown command 'docter'\nhint: did you mean doctor?\n"],
    [
      ["explain", "SWAP-FSTB"],
      'error: USAGE: there is no error code and no check "SWAP-FSTB"\nhint: did you mean SWAP-FSTAB?\n',
    ],
    [["explain"], "error: USAGE: missing required argument 'id'\nhint: run the command with --help\n"],
  ])("answers %j with exit code 64 and the way out", async (argv, stderr) => {
    expect(await run(argv)).toEqual({ code: 64, stdout: "", stderr });
  });

  it("shows its help on standard error when no command is given, and exits 64", async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: "" });
    expect(stderr).toContain("Usage: coordinator");
  });

  it("shows help and version on standard output when asked", async () => {
    expect(await run(["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
    const help = await run(["--help"]);
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const name of [
      "serve",
      "agents",
      "token",
      "enroll-script",
      "init",
      "validate",
      "plan",
      "bootstrap",
      "kubeconfig",
      "join",
      "reset",
      "status",
      "doctor",
      "health",
      "get",
      "describe",
      "logs",
      "support",
      "completion",
      "events",
      "report",
      "schema",
      "explain",
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^ {2}${name} `, "m"));
    }
  });

  it("keeps its help within 80 columns, up to the end", async () => {
    const { stdout } = await run(["bootstrap", "--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("exits 69 when no coordinator answers, and says how to start one", async () => {
    await inFolder(async (folder) => {
      const { code, stdout, stderr } = await run(["status", "--state-dir", folder]);
      expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
      expect(stderr).toContain(`error: COORDINATOR_UNREACHABLE: ${folder}/admin.sock`);
      expect(stderr).toContain("hint: start one with `coordinator serve`");
    });
  });
});

describe("commands about a whole cluster", () => {
  it("join names the hosts of the file when the one to join is not among them", async () => {
    const files = { "cluster.yaml": await goodSpec() };
    const near = await run(["join", "node91", "-f", "cluster.yaml"], { files });
    expect(near).toMatchObject({ code: 64, stdout: "" });
    expect(near.stderr).toContain("error: USAGE: cluster.yaml lists no host node91; it lists ");
    const { stderr } = await run(["join", "elsewhere", "-f", "cluster.yaml"], { files });
    expect(stderr).toContain("hint: add it to spec.hosts: { name: elsewhere, address: IP, role: worker }");
  });

  it("reset explains the three choices for etcd's data when none is made", async () => {
    const { code, stderr } = await run(["reset", "-f", "cluster.yaml"]);
    expect(code).toBe(64);
    for (const choice of ["keep", "purge", "destroy"]) expect(stderr).toContain(`hint: --etcd-data ${choice}: `);
  });

  it("reset exits 77 when a script names another cluster, and asks no coordinator", async () => {
    const files = { "cluster.yaml": await goodSpec() };
    const script = ["reset", "-f", "cluster.yaml", "--etcd-data", "keep", "--yes", "--confirm", "other"];
    const { code, stderr } = await run(script, { files });
    expect(code).toBe(77);
    expect(stderr).toContain("error: RESET_REFUSED: the cluster is called ");
    expect(stderr).toContain('and "other" was given; nothing was changed');
  });

  it("kubeconfig exits 69 where there never was a coordinator, and makes nothing", async () => {
    await inFolder(async (folder) => {
      const where = ["--state-dir", join(folder, "none")];
      const { code, stdout } = await run(["kubeconfig", "-o", "a.kubeconfig", ...where]);
      expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
      expect(existsSync(join(folder, "none"))).toBe(false);
    });
  });
});

describe("the coordinator", () => {
  it("serves until it is told to end, answers meanwhile, and exits 0", async () => {
    await inFolder(async (folder) => {
      const around = new FakeSurroundings();
      const ports = ["control", "enrol", "http"].flatMap((name) => [`--${name}-listen`, "127.0.0.1:0"]);
      const argv = [...ports, "--log-level", "silent"];
      const where = ["--state-dir", folder];
      const serving = runProgram(["serve", ...argv, ...where], around, { version: "1.2.3", commands });
      while (!around.watched) await new Promise((resolve) => setImmediate(resolve));
      const token = await run(["token", "create", "m1", "--address", "10.0.0.1", ...where]);
      expect(token).toMatchObject({ code: 0, stderr: "" });
      expect(token.stdout).toMatch(
        /^ {2}echo qrt\.\S+ \| quorate-agent enroll --coordinator 192\.168\.1\.5:\d+ --ca-hash sha256:[0-9a-f]{64} --host m1 --token-file -$/m,
      );
      expect((await run(["status", ...where])).stdout).toContain("coordinator 1.2.3 · epoch 1");
      expect((await run(["events", ...where])).stdout).toContain("token.created        m1");
      around.interrupt();
      expect(await serving).toBe(0);
      expect(around.stderr.text).toBe("");
    });
  });

  it("draws a run from the log that a coordinator left, in the language of the locale, for the owner alone", async () => {
    await inFolder(async (folder) => {
      const log = openEventLog(join(folder, "events.sqlite"));
      await log.append(...doneRun().records.map(({ event }) => event));
      log.close();
      const where = ["--state-dir", folder];
      const around = new FakeSurroundings({ variables: { LC_ALL: "zh_CN.UTF-8" } });
      const code = await runProgram(["report", "r-7f3c", "-o", "/root/run.html", ...where], around, {
        ...{ version: "1.2.3", commands },
      });
      expect({ code, stderr: around.stderr.text }).toEqual({ code: 0, stderr: "" });
      expect(around.stdout.text).toBe("已写入 /root/run.html：运行 r-7f3c；用浏览器打开\n");
      expect(around.written.get("/root/run.html")).toMatch(/^<!doctype html>[\s\S]*运行 r-7f3c 的报告/);
      expect((await run(["report", ...where])).stdout).toContain("Report of run r-7f3c");
      expect(await run(["report", "r-0000", ...where])).toEqual({
        ...{ code: 64, stdout: "" },
        stderr: 'error: USAGE: there is no run "r-0000"\nhint: the last runs are r-7f3c\n',
      });
      const typed = await run(["report", ...where], { terminal: true });
      expect(typed.stderr).toContain("hint: name a file: coordinator report -o run.html\n");
    });
  });

  it("is this process when bootstrap finds none, and ends with it", async () => {
    await inFolder(async (folder) => {
      const argv = ["--control-listen", "127.0.0.1:0", "--enrol-listen", "127.0.0.1:0", "--wait", "0s"];
      const files = { "cluster.yaml": await goodSpec() };
      const { code, stderr } = await run(["bootstrap", "-f", "cluster.yaml", "--state-dir", folder, ...argv], {
        files,
      });
      expect(code).toBe(69);
      expect(stderr).toContain(`no coordinator runs on ${folder}: this process is one until the run ends\n`);
      expect(stderr).toContain("error: HOST_UNREACHABLE: not connected: k8s-master90, k8s-master91, k8s-master93\n");
      expect((await run(["status", "--state-dir", folder])).code).toBe(69);
    });
  });
});

describe("the commands that need no coordinator", () => {
  it("prints a spec that validates, from a file and from standard input", async () => {
    const spec = await goodSpec();
    const said = { code: 0, stderr: "" };
    expect(await run(["validate", "-f", "/x/cluster.yaml"], { files: { "/x/cluster.yaml": spec } })).toEqual({
      ...said,
      stdout: "cluster.yaml is valid: cluster kubernetes, 3 hosts, profile current\n",
    });
    expect(await run(["validate", "-f", "-"], { stdin: spec })).toMatchObject(said);
  });

  it("exits 65 for a spec that is wrong, with the place, the line and a suggestion", async () => {
    const spec = (await goodSpec()).replace("    vip:", "    vipp:");
    const { code, stdout, stderr } = await run(["validate", "-f", "cluster.yaml"], { files: { "cluster.yaml": spec } });
    expect({ code, stdout }).toEqual({ code: 65, stdout: "" });
    expect(stderr).toMatch(/^error: SPEC_INVALID: cluster\.yaml:\d+:\d+ /);
    expect(stderr).toMatch(/^ {2}cluster\.yaml:\d+:5 spec\.endpoint\.vipp: unknown key; did you mean vip\?$/m);
    expect(stderr).toMatch(/^ +\d+ \| {5}vipp: 192\.168\.1\.33$/m);
  });

  it("exits 64 when the spec is not named or not there", async () => {
    expect(await run(["validate"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("no cluster.yaml is named"),
    });
    expect(await run(["validate", "-f", "nowhere.yaml"])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("error: USAGE: cannot read nowhere.yaml: ENOENT: no such file or directory\n"),
    });
  });

  it("prints the schema as JSON, and the effective spec with the origin of each value", async () => {
    expect(JSON.parse((await run(["schema"])).stdout)).toHaveProperty("$schema");
    const { stdout } = await run(["validate", "--effective", "-f", "-"], { stdin: await goodSpec() });
    expect(stdout).toContain("# from profile current");
  });

  it("explains a code however it is written", async () => {
    const { code, stdout } = await run(["explain", "etcd-member-died"]);
    expect(code).toBe(0);
    expect(stdout).toContain("ETCD_MEMBER_DIED\n  meaning    etcd exited while the cluster was forming\n");
  });
});
