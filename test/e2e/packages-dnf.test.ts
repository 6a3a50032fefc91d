import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { ensureOwnPackages, type OwnPackages } from "../lab/own-packages.ts";
import { openSsh, type SshAccess } from "../lab/ssh-access.ts";
import { dnf as dnfOn, dnfSources, makeDnfHost } from "./dnf-host.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { Site, until } from "./site.ts";

// A Debian host with Debian's own dnf, and an rpm database that begins empty: dnf and rpm are real, and so is systemd.
const lab = openLab("dnf", { kubernetes: false });
const site = new Site(lab);
const [host, plain, last] = lab.hosts as readonly [LabHost, LabHost, LabHost];
let own: OwnPackages;

const dnf = (...args: readonly string[]) => dnfOn(host, ...args);
const show = async (property: string): Promise<string> =>
  (await host.exec(["systemctl", "show", "-p", property, "--value", "quorate-agent"])).stdout.trim();
const agentVersion = async (): Promise<string> => (await host.exec(["quorate-agent", "--version"])).stdout.trim();

beforeAll(async () => {
  await lab.up({ bare: true });
  own = await ensureOwnPackages();
  await makeDnfHost(host, await dnfSources(own));
  await site.serve();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

describe("installing with dnf from a repository made by createrepo_c", () => {
  it("brings the agent with its runtime, and neither starts nor enables it", async () => {
    await dnf("install", `quorate-agent-${own.version}`);
    expect(await agentVersion()).toBe(own.version);
    expect([await show("UnitFileState"), await show("ActiveState")]).toEqual(["disabled", "inactive"]);
    expect((await host.exec(["rpm", "-V", "quorate-agent", "quorate-runtime"])).stdout).toBe("");
  });

  it("takes the host in with the printed command and `systemctl enable --now`", async () => {
    const { stdout } = await site.cli(["token", "create", host.name, "--address", host.address]);
    await runEnrolCommand(host, stdout);
    await host.exec(["systemctl", "enable", "--now", "quorate-agent"]);
    await site.connected([host]);
  });
});

describe("upgrading with dnf", () => {
  it("replaces the running agent, keeps what the administrator wrote, and goes back", async () => {
    await host.writeFile("/etc/sysconfig/quorate-agent", 'QUORATE_AGENT_OPTIONS="--log-level debug"\n');
    const before = await show("MainPID");
    await dnf("upgrade", "quorate-agent");
    await until(120_000, "another agent", async () => !["0", before].includes(await show("MainPID")));
    expect(await agentVersion()).toBe(own.next);
    expect(await host.readFile("/etc/sysconfig/quorate-agent")).toContain("debug");
    await site.connected([host]);
    const cmdline = "tr '\\0' ' ' < /proc/$(systemctl show -p MainPID --value quorate-agent)/cmdline";
    await until(60_000, "the agent with the administrator's options", async () => {
      const { stdout } = await host.exec(["sh", "-c", cmdline]);
      return stdout.includes("--log-level debug") || stdout;
    });
    await dnf("downgrade", "quorate-agent");
    expect(await agentVersion()).toBe(own.version);
    await site.connected([host]);
  });
});

describe("removing with dnf", () => {
  it("stops the agent, and leaves its enrolment, its journal and what the administrator wrote, and no more", async () => {
    await dnf("remove", "quorate-agent", "quorate-runtime");
    expect((await host.exec(["systemctl", "is-active", "quorate-agent"], { check: false })).code).not.toBe(0);
    const search = [
      "find",
      "/etc",
      "/usr",
      "/var/lib",
      "-xdev",
      "-name",
      "*quorate*",
      "-not",
      "-path",
      "/var/lib/apt/*",
    ];
    const left = (await host.exec(search)).stdout
      .split("\n")
      .filter((path) => path !== "" && !path.includes("yum.repos.d"));
    expect(left.sort()).toEqual(["/etc/quorate", "/etc/sysconfig/quorate-agent.rpmsave", "/var/lib/quorate-agent"]);
  });
});

// The host from above, which has dnf, and two that are as an installer leaves them.
describe("hosts that are reached by ssh alone", () => {
  let folder = "";
  let ssh: SshAccess;
  /** As an operator types it, with files that are not those of the account. */
  const install = async (targets: readonly string[], more: readonly string[] = []) => {
    const files = ["--known-hosts", ssh.knownHosts, "--identity", ssh.key, "--packages", join(own.folder, "pool")];
    const words = ["agents", "install", ...files, ...more, "--ssh", ...targets];
    return await site.cli(words, { check: false, timeoutMs: 400_000 });
  };
  const root = ({ name, address }: LabHost): string => `${name}=root@${address}`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "quorate-ssh-"));
    ssh = await openSsh(lab, folder);
    // dnf and rpm are real here; with this the host says that it is of their kind.
    await host.writeFile("/etc/os-release", 'ID=rocky\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux"\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are left alone when their key is not known, nobody is let in, the user is not root or there is no package", async () => {
    const known = join(folder, "nobody");
    writeFileSync(known, "");
    const stranger = await install([root(plain)], ["--known-hosts", known]);
    expect(stranger.code).toBe(77);
    const offered = (await plain.exec(["ssh-keygen", "-lf", "/etc/ssh/ssh_host_ed25519_key.pub"])).stdout.split(" ")[1];
    expect(stranger.stderr).toContain(
      `SSH_HOST_KEY_UNKNOWN: ${plain.name}: the host key of ${plain.address} is not known here: it offers ssh-ed25519 ${offered}`,
    );
    const login = "useradd -m clerk && cp -r /root/.ssh /home/clerk/ && chown -R clerk /home/clerk/.ssh";
    await plain.exec(["sh", "-c", login]);
    const refused = await install([
      `${plain.name}=clerk@${plain.address}`,
      `${host.name}=nobody@${host.address}`,
      `${last.name}=root@${last.address}:23`,
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`error: SSH_NO_ROOT: ${plain.name}: `);
    expect(refused.stderr).toContain(`error: SSH_ACCESS_DENIED: ${host.name}: `);
    expect(refused.stderr).toContain(
      `error: SSH_UNREACHABLE: ${last.name}: ssh to root@${last.address}:23: Connection`,
    );
    const without = await install([root(plain)], ["--packages", folder]);
    expect(without.stderr).toContain(`AGENT_PACKAGE_MISSING: ${plain.name}: ${folder} has no deb of quorate-agent`);
    expect((await plain.exec(["ls", "/etc/quorate", "/usr/bin/quorate-agent"], { check: false })).stdout).toBe("");
  });

  it("get their agent by the package manager that is theirs, up to its stream, and the second time nothing", async () => {
    const { code, stdout, stderr } = await install([root(host), root(plain)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`${host.name}  installs with dnf`);
    expect(stdout).toContain(`${plain.name}  installs with apt-get`);
    // Removing left the enrolment of the first.
    expect(stdout).toContain(`${host.name}  changed  installed, started: quorate-agent ${own.version}, connected`);
    expect(stdout).toContain(`${plain.name}  changed  installed, enrolled: quorate-agent ${own.version}, connected`);
    const again = await install([root(host), root(plain)]);
    expect(again.stdout.match(new RegExp(`unchanged  quorate-agent ${own.version}, connected`, "g"))).toHaveLength(2);
    expect((await plain.exec(["ls", "/var/lib/quorate-install"], { check: false })).code).not.toBe(0);
  });

  it("are kept apart: a name is not given to another machine, nor another name to a machine that has one", async () => {
    const { code, stderr } = await install([`elsewhere=root@${host.address}`, `${plain.name}=root@${last.address}`]);
    expect(code).toBe(77);
    expect(stderr).toContain(`elsewhere: this host is enrolled as ${host.name}`);
    expect(stderr).toContain(`${plain.name} is connected from ${plain.address}: another machine has the name`);
  });
});

describe("a host that is enrolled by a printed script", () => {
  const script = "/root/quorate-enroll.sh";
  const run = (...args: readonly string[]) => last.exec(["sh", script, ...args], { check: false });

  it("takes its token from a file, and is left alone the second time", async () => {
    await last.exec(["dpkg", "--install", ...own.agentDebs]);
    await last.writeFile(script, (await site.cli(["enroll-script", last.name])).stdout, 0o700);
    const { stdout } = await site.cli(["token", "create", last.name, "--address", last.address]);
    await last.writeFile("/root/token", /qrt\.\S+/.exec(stdout)?.[0] ?? "", 0o600);
    const { code, stdout: said } = await run("--token-file", "/root/token");
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining(`${last.name} is enrolled`) });
    await site.connected([last]);
    expect(await run()).toMatchObject({ code: 0, stdout: `${last.name} is enrolled and its agent runs: unchanged\n` });
  });

  it("is enrolled once more with a token that the script holds", async () => {
    const made = await site.cli(["enroll-script", last.name, "--embed-token", "--address", last.address]);
    expect(made.stderr).toContain(`warning: the script holds the join token of ${last.name}`);
    await last.writeFile(script, made.stdout, 0o700);
    expect((await run("--again")).code).toBe(0);
    await site.connected([last]);
  });
});
