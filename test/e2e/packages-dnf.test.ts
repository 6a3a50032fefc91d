import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureHostImage } from "../lab/host-image.ts";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { ensureOwnPackages, type OwnPackages } from "../lab/own-packages.ts";
import { ensureDnfRepository } from "../lab/package-repository.ts";
import { ensureRpmRepository } from "../lab/rpm-repository.ts";
import { showToHosts } from "../lab/shown-folder.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { Site, until } from "./site.ts";

// A Debian host with Debian's own dnf, and an rpm database that begins empty: dnf and rpm are real, and so is systemd.
const lab = openLab("dnf", { kubernetes: false });
const site = new Site(lab);
const [host] = lab.hosts as readonly [LabHost];
let own: OwnPackages;

const dnf = (...args: readonly string[]) =>
  host.exec(["dnf", "--assumeyes", "--setopt=keepcache=0", ...args], { timeoutMs: 150_000 });
const show = async (property: string): Promise<string> =>
  (await host.exec(["systemctl", "show", "-p", property, "--value", "quorate-agent"])).stdout.trim();
const agentVersion = async (): Promise<string> => (await host.exec(["quorate-agent", "--version"])).stdout.trim();

beforeAll(async () => {
  await lab.up();
  await lab.reset({ hosts: [host.name] });
  own = await ensureOwnPackages();
  const debs = await showToHosts("dnf", await ensureDnfRepository(await ensureHostImage()));
  const rpms = await ensureRpmRepository(own);
  const source = `deb [signed-by=${debs.inHost}/quorate-lab.asc] file://${debs.inHost} lab main\n`;
  await host.writeFile("/etc/apt/sources.list.d/dnf.list", source);
  await host.exec(["sh", "-c", "apt-get update -q && apt-get install -qy dnf rpm"], { timeoutMs: 150_000 });
  const repository = `[quorate]\nname=Quorate\nbaseurl=file://${rpms.inHost}\ngpgcheck=0\n`;
  await host.writeFile("/etc/yum.repos.d/quorate.repo", repository);
  await dnf("install", "lab-base");
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
    await until(60_000, "another agent", async () => !["0", before].includes(await show("MainPID")));
    expect(await agentVersion()).toBe(own.next);
    expect(await host.readFile("/etc/sysconfig/quorate-agent")).toContain("debug");
    expect(
      (await host.exec(["sh", "-c", "tr '\\0' ' ' < /proc/$(systemctl show -p MainPID --value quorate-agent)/cmdline"]))
        .stdout,
    ).toContain("--log-level debug");
    await site.connected([host]);
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
