import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  enrolCommand,
  installCommand,
  journalCommand,
  notStarted,
  type PackageManager,
  startCommand,
  surveyCommand,
  uploadCommand,
} from "./remote-commands.ts";
import { readSurvey } from "./survey.ts";

let folder = "";
/** A program that stands in for one of a host. */
const stub = (name: string, script: string): void => {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "quorate-remote-"));
  stub("sudo", '[ "$1" = -n ] && shift && exec "$@"');
  stub("quorate-agent", `printf '%s\\n' "$*" >${folder}/argv; cat >${folder}/token`);
  stub("systemctl", `printf '%s\\n' "$*" >>${folder}/units; case $1-$FAIL in restart-yes) exit 1 ;; esac`);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** As sshd does: the user's login shell runs the text. */
const run = (command: string, input = "", env: Readonly<Record<string, string>> = {}) =>
  spawnSync("/bin/sh", ["-c", command], {
    input,
    encoding: "utf8",
    env: { PATH: `${folder}:/usr/bin:/bin`, ...env },
  });

const managers: readonly PackageManager[] = ["apt-get", "dnf", "yum", "dpkg", "rpm"];
const everyCommand = (["self", "sudo"] as const).flatMap((root) => [
  ...managers.map((manager) => installCommand(root, manager)),
  ...[uploadCommand(root, "agent", "deb", true), enrolCommand(root), startCommand(root), journalCommand(root)],
]);

describe("commands that run on hosts", () => {
  it("are right for a POSIX shell, also inside their quotes", () => {
    const files = [surveyCommand, ...everyCommand].map((command, index) => {
      expect(run(`exit 0; ${command}`).status).toBe(0);
      const inner = run(command.replace(/^exec .*?sh -c /, "printf %s ")).stdout;
      expect(spawnSync("/bin/sh", ["-n"], { input: inner }).status).toBe(0);
      writeFileSync(join(folder, `${index}.sh`), `${inner}\n`);
      return join(folder, `${index}.sh`);
    });
    const { error, stdout } = spawnSync("shellcheck", ["--shell=sh", "--exclude=SC1091", ...files], {
      encoding: "utf8",
    });
    // Not every machine has it.
    if (error === undefined) expect(stdout).toBe("");
  });

  it("find out what this machine is", () => {
    const survey = readSurvey(run(surveyCommand).stdout);
    expect(survey).toMatchObject({ kernel: "Linux", glibc: expect.stringMatching(/^\d+\.\d+$/) });
    expect(survey.root).toBe(process.getuid?.() === 0 ? "self" : "sudo");
  });

  it("hand the join token on by standard input, and the rest as arguments", () => {
    const lines = ["10.0.0.5:7444", "sha256:ab", "m1", "qrt.secret"];
    const { status } = run(enrolCommand("sudo"), `${lines.join("\n")}\n`);
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "argv"), "utf8")).toBe(
      "enroll --coordinator 10.0.0.5:7444 --ca-hash sha256:ab --host m1 --token-file -\n",
    );
    expect(readFileSync(join(folder, "token"), "utf8")).toBe("qrt.secret\n");
    expect(readFileSync(join(folder, "units"), "utf8")).toMatch(/^enable quorate-agent\nrestart quorate-agent\n$/m);
  });

  it("leave nothing of a package that did not come whole", () => {
    // As root would, in a folder of this test's own, with a disk that is always full.
    const upload = (to: string) =>
      uploadCommand("self", "agent", "deb", true)
        .replaceAll("/var/lib/quorate-install/agent.deb", to)
        .replaceAll("/var/lib/quorate-install", join(folder, "install"));
    expect(run(upload("/dev/full"), "package").status).toBe(1);
    expect(existsSync(join(folder, "install"))).toBe(false);
    expect(run(upload(join(folder, "install", "agent.deb")), "package").status).toBe(0);
    expect(readFileSync(join(folder, "install", "agent.deb"), "utf8")).toBe("package");
  });

  it("tell a host that is enrolled and does not start from one that is not enrolled", () => {
    expect(run(enrolCommand("self"), "a\nb\nc\nd\n", { FAIL: "yes" }).status).toBe(notStarted);
    expect(run(enrolCommand("self"), "a\nb\n").status).toBe(1);
    expect(run(startCommand("self"), "", { FAIL: "yes" }).status).toBe(notStarted);
  });
});
