import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { ensureOwnPackages, type OwnPackages } from "../lab/own-packages.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { etcdctl, healthy } from "./etcdctl.ts";
import { InstalledCoordinator } from "./installed-coordinator.ts";
import { until } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";

// One site from installing to purging, each test on what the one before left.
const lab = openLab("packages", { workers: 1 });
const [office] = lab.workers as readonly [LabHost];
const [first, second] = lab.hosts as readonly [LabHost, LabHost, LabHost];
const everywhere = [...lab.hosts, office];
const coordinator = new InstalledCoordinator(office);
let own: OwnPackages;
let spec = "";

/** As a person types it; the lock may be held by a step of the agent's. */
const apt = (host: LabHost, ...args: readonly string[]) =>
  host.exec(["apt-get", "-o", "DPkg::Lock::Timeout=240", "--yes", ...args], { timeoutMs: 300_000 });
const onAll = (hosts: readonly LabHost[], act: (host: LabHost) => Promise<unknown>) => Promise.all(hosts.map(act));
const unitOf = async (host: LabHost, unit: string, property: string): Promise<string> =>
  (await host.exec(["systemctl", "show", "-p", property, "--value", unit])).stdout.trim();
const state = async (host: LabHost, unit: string): Promise<readonly string[]> =>
  await Promise.all([unitOf(host, unit, "UnitFileState"), unitOf(host, unit, "ActiveState")]);
/** All that has the product's name in its path, but for what the lab and apt know of where it came from. */
const files = async (host: LabHost): Promise<readonly string[]> => {
  const elsewhere = "( -path /opt -o -path /root -o -path /var/lib/apt/lists ) -prune".split(" ");
  const { stdout } = await host.exec(["find", "/", "-xdev", ...elsewhere, "-o", "-ipath", "*quorate*", "-print"]);
  return stdout.split("\n").filter(Boolean).sort();
};
const agentPid = (host: LabHost): Promise<string> => unitOf(host, "quorate-agent", "MainPID");
const othersThan = (before: readonly string[]): Promise<void> =>
  until(120_000, "every agent to be another process", async () => {
    const now = await Promise.all(lab.hosts.map(agentPid));
    return (
      now.every((pid, index) => pid !== "0" && pid !== before[index]) || `${now.join(" ")}, was ${before.join(" ")}`
    );
  });

beforeAll(async () => {
  own = await ensureOwnPackages();
  await lab.up({ etcd: "3.5", bare: true });
  const source = `deb [signed-by=${own.inHost}/quorate-lab.asc] file://${own.inHost} lab main\n`;
  await onAll(everywhere, (host) => host.writeFile("/etc/apt/sources.list.d/own.list", source));
  await onAll(everywhere, (host) => apt(host, "update"));
});

afterAll(() => lab.down());

describe("installing with apt from a signed repository", () => {
  it("brings the agent with its runtime, and neither starts nor enables it", async () => {
    await onAll(lab.hosts, (host) => apt(host, "install", `quorate-agent=${own.version}-1`));
    expect((await first.exec(["quorate-agent", "--version"])).stdout).toBe(`${own.version}\n`);
    expect(await state(first, "quorate-agent")).toEqual(["disabled", "inactive"]);
    const differs = (await first.exec(["dpkg", "--verify", "quorate-agent", "quorate-runtime"])).stdout.split("\n");
    // The lab's image leaves manual pages out.
    expect(differs.filter((line) => line !== "" && !line.includes("/usr/share/man/"))).toEqual([]);
  });

  it("refuses a runtime of another flavour: apt by the dependency, dpkg that was forced by one sentence", async () => {
    const deb = "/root/newer/quorate-runtime.deb";
    const fake = `set -e; mkdir -p /root/newer; cd /root/newer; dpkg-deb -R ${own.inHost}/pool/quorate-runtime_*.deb tree
      sed -i 's/2\\.28/2.99/g' tree/DEBIAN/control tree/DEBIAN/preinst; : > tree/usr/libexec/quorate/node
      dpkg-deb -Znone -b tree ${deb}`;
    await second.exec(["sh", "-c", fake]);
    const asked = await second.exec(["apt-get", "install", "--yes", deb], { check: false });
    expect(asked.code).not.toBe(0);
    expect(`${asked.stdout}${asked.stderr}`).toMatch(/quorate-runtime : Depends: libc6 \(>= 2\.99\)/);
    const forced = await second.exec(["dpkg", "--force-depends", "-i", deb], { check: false });
    expect(forced.code).not.toBe(0);
    expect(forced.stderr).toMatch(
      /quorate-runtime: this build \(amd64\) needs glibc 2\.99 or newer and this host has 2\.\d+: install the flavour/,
    );
    expect((await second.exec(["quorate-agent", "--version"])).stdout).toBe(`${own.version}\n`);
  });

  it("gives an agent that is not enrolled an end at once, which says what to do", async () => {
    const start = await first.exec(["systemctl", "start", "quorate-agent"], { check: false });
    expect(start.code).not.toBe(0);
    // journald reads on when the service has ended.
    await until(30_000, "the journal to say what to do", async () => {
      const { stdout } = await first.exec(["journalctl", "-u", "quorate-agent", "-o", "cat"]);
      return stdout.includes("enroll") || stdout;
    });
    await first.exec(["systemctl", "reset-failed", "quorate-agent"]);
  });

  it("brings a coordinator whose service answers the moment systemctl returns, under its own user", async () => {
    await apt(office, "install", `quorate-coordinator=${own.version}-1`);
    expect(await state(office, "quorate-coordinator")).toEqual(["disabled", "inactive"]);
    await office.writeFile("/etc/default/quorate-coordinator", `QUORATE_OPTIONS="--advertise ${office.address}"\n`);
    await office.exec(["systemctl", "enable", "--now", "quorate-coordinator"]);
    expect((await coordinator.cli(["status"])).code).toBe(0);
    const pid = await unitOf(office, "quorate-coordinator", "MainPID");
    expect((await office.exec(["stat", "-c", "%U", `/proc/${pid}`])).stdout.trim()).toBe("quorate");
    expect((await office.exec(["stat", "-c", "%U %a", "/var/lib/quorate-coordinator"])).stdout.trim()).toBe(
      "quorate 700",
    );
  });

  it("lets the members of its groups in by their roles, without a drop-in and in its own user namespace", async () => {
    const as = (group: string, ...args: readonly string[]) =>
      office.exec(["setpriv", "--reuid=65534", `--regid=${group}`, "--clear-groups", "coordinator", ...args], {
        check: false,
      });
    const places = ["operator", "viewer"].map((role) => `/run/quorate-coordinator/${role}/admin.sock`);
    expect((await office.exec(["stat", "-c", "%U %G %a", ...places])).stdout).toBe(
      "quorate quorate-operators 660\nquorate quorate-viewers 660\n",
    );
    expect(await unitOf(office, "quorate-coordinator", "PrivateUsers")).toBe("yes");
    expect((await as("quorate-viewers", "status", "--role", "viewer")).code).toBe(0);
    const create = ["token", "create", "m9", "--role"];
    expect((await as("quorate-viewers", ...create, "viewer")).stderr).toContain("a viewer may not ask for CreateToken");
    expect((await as("quorate-operators", ...create, "operator")).code).toBe(0);
    for (const [group, role] of [
      ["quorate-viewers", "operator"],
      ["nogroup", "viewer"],
    ] as const) {
      expect((await as(group, "status", "--role", role)).stderr).toContain("this user may not open");
    }
  });

  it("takes a passphrase as a credential, with the drop-in that deploy/README.md shows, and another one after a change", async () => {
    await office.writeFile("/root/passphrase", "correct horse battery staple\n", 0o600);
    const lines = ["[Service]", "LoadCredential=ca-passphrase:/root/passphrase"];
    await office.writeFile("/etc/systemd/system/quorate-coordinator.service.d/own.conf", `${lines.join("\n")}\n`);
    await office.exec(["sh", "-c", "systemctl daemon-reload && systemctl restart quorate-coordinator"]);
    expect((await office.exec(["ls", "/var/lib/quorate-coordinator"])).stdout).toContain("seal.json");
    await office.writeFile("/root/passphrase.new", "another horse, another battery\n", 0o600);
    await office.exec(["systemctl", "stop", "quorate-coordinator"]);
    const files = ["--ca-passphrase-file", "/root/passphrase", "--new-passphrase-file", "/root/passphrase.new"];
    await coordinator.cli(["passphrase", "change", ...files]);
    await office.exec(["mv", "/root/passphrase.new", "/root/passphrase"]);
    await office.exec(["systemctl", "start", "quorate-coordinator"]);
    expect((await coordinator.cli(["status"])).code).toBe(0);
  });

  it("takes the hosts in with the printed command and `systemctl enable --now`", async () => {
    await onAll(lab.hosts, async (host) => {
      await coordinator.enrol(host);
      await host.exec(["systemctl", "enable", "--now", "quorate-agent"]);
    });
    await coordinator.connected(lab.hosts);
    expect(await state(first, "quorate-agent")).toEqual(["enabled", "active"]);
  });
});

describe("systemd's watch over the services", () => {
  const watched = [
    [first, "quorate-agent"],
    [office, "quorate-coordinator"],
  ] as const;

  it("leaves them alone while they beat, and replaces one that hangs", async () => {
    const once = async ([host, unit]: (typeof watched)[number]) => {
      const dropIn = `/run/systemd/system/${unit}.service.d/quick.conf`;
      await host.writeFile(dropIn, "[Service]\nWatchdogSec=6\nTimeoutAbortSec=1\n");
      await host.exec(["sh", "-c", `systemctl daemon-reload && systemctl restart ${unit}`]);
      const pid = await unitOf(host, unit, "MainPID");
      await new Promise((resolve) => setTimeout(resolve, 9_000));
      expect(await unitOf(host, unit, "MainPID")).toBe(pid);
      await host.exec(["kill", "-STOP", pid]);
      await until(60_000, `another process for ${unit}`, async () => {
        const now = await unitOf(host, unit, "MainPID");
        return now !== "0" && now !== pid && (await unitOf(host, unit, "ActiveState")) === "active";
      });
      await host.exec(["sh", "-c", `rm ${dropIn} && systemctl daemon-reload && systemctl restart ${unit}`]);
    };
    await Promise.all(watched.map(once));
  });
});

describe("a cluster on installed packages", () => {
  it("is formed although every agent is upgraded in the middle of the run", async () => {
    await coordinator.connected(lab.hosts);
    spec = await coordinator.writeSpec(await clusterYaml(lab, { etcd: "3.5" }));
    const before = await Promise.all(lab.hosts.map(agentPid));
    const run = coordinator.cli(["bootstrap", "-f", spec, "--until", "etcd"], { timeoutMs: 600_000, check: false });
    await until(120_000, "the packages to be on their way", async () =>
      eventsOf(await coordinator.events(), "lease.granted").some(({ step }) => step.startsWith("packages/")),
    );
    // It waits for dpkg's lock, which the step has. The restart that it asks for it does not wait for.
    await onAll(lab.hosts, (host) => apt(host, "install", `quorate-agent=${own.next}-1`));
    await othersThan(before);
    const { code, stdout, stderr } = await run;
    expect(`${code === 0 ? "" : stdout}${stderr}`).toBe("");
    const events = (await coordinator.events()).map(({ event }) => event);
    const end = events.findIndex(({ type }) => type === "run.finished");
    for (const { name } of lab.hosts) {
      const next = events.findIndex(
        (event) => event.type === "host.connected" && event.host === name && event.agentVersion === own.next,
      );
      expect(next, `${name} came with the next version`).toBeGreaterThan(-1);
      expect(next).toBeLessThan(end);
    }
    expect((await first.exec(["quorate-agent", "--version"])).stdout).toBe(`${own.next}\n`);
    expect(await Promise.all(lab.hosts.map(healthy))).toEqual([true, true, true]);
    expect(outcomes(await coordinator.events()).failed).toBe(0);
  });

  it("is not changed by another bootstrap after a downgrade", async () => {
    const before = await Promise.all(lab.hosts.map(agentPid));
    await onAll(lab.hosts, (host) => apt(host, "install", "--allow-downgrades", `quorate-agent=${own.version}-1`));
    await othersThan(before);
    expect((await first.exec(["quorate-agent", "--version"])).stdout).toBe(`${own.version}\n`);
    await coordinator.connected(lab.hosts);
    const seen = (await coordinator.events()).length;
    expect((await coordinator.cli(["bootstrap", "-f", spec, "--until", "etcd"], { timeoutMs: 300_000 })).code).toBe(0);
    expect(outcomes((await coordinator.events()).slice(seen)).changed).toBe(0);
  });
});

describe("removing", () => {
  it("stops the agent and leaves its enrolment and its journal, and the cluster as it was", async () => {
    await apt(first, "remove", "quorate-agent", "quorate-runtime");
    expect((await first.exec(["systemctl", "is-active", "quorate-agent"], { check: false })).code).not.toBe(0);
    const left = await first.exec([
      "sh",
      "-c",
      "ls -d /etc/quorate/agent.json /var/lib/quorate-agent /etc/default/quorate-agent",
    ]);
    expect(left.stdout.trim().split("\n")).toHaveLength(3);
    expect(await files(first)).not.toContain("/usr/bin/quorate-agent");
    await etcdctl(first, "put", "/test/without-agent", "yes");
  });

  it("takes it up again where it was when it is installed once more", async () => {
    await apt(first, "install", "quorate-agent");
    await first.exec(["systemctl", "enable", "--now", "quorate-agent"]);
    await coordinator.connected(lab.hosts);
  });

  it("leaves what is the cluster's when it purges the agent, which outlives it", async () => {
    await apt(first, "purge", "quorate-agent", "quorate-runtime");
    expect((await files(first)).filter((path) => /quorate-(agent|runtime)|libexec.*node/.test(path))).toEqual([]);
    const kept = (await first.exec(["ls", "/etc/quorate"])).stdout.trim().split("\n");
    expect(kept).toContain("pki");
    expect(kept.filter((name) => name.startsWith("agent"))).toEqual([]);
    expect(await etcdctl(first, "get", "/test/without-agent", "--print-value-only")).toBe("yes\n");
  });

  it("leaves nothing but the administrator's own drop-in when it purges the coordinator", async () => {
    await apt(office, "purge", "quorate-coordinator", "quorate-runtime");
    expect(await files(office)).toEqual([
      "/etc/systemd/system/quorate-coordinator.service.d",
      "/etc/systemd/system/quorate-coordinator.service.d/own.conf",
    ]);
    expect((await office.exec(["getent", "passwd", "quorate"], { check: false })).code).not.toBe(0);
    expect(
      (await office.exec(["systemctl", "list-unit-files", "quorate*", "--no-legend"], { check: false })).stdout,
    ).toBe("");
  });
});
