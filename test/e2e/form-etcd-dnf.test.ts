import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { hostPaths, labPaths } from "../lab/paths.ts";
import { ensureDistributionRpms } from "../lab/rpm-repository.ts";
import type { ShownFolder } from "../lab/shown-folder.ts";
import { clusterYaml, endpointPort, vip } from "./cluster-yaml.ts";
import { connects } from "./connects.ts";
import { callItRhel, dnf, dnfSources, makeDnfHost } from "./dnf-host.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { clusterIdOf, healthy } from "./etcdctl.ts";
import { type BootstrapResult, Site, until } from "./site.ts";
import { eventsOf, outcomes, predictedClusterId } from "./summary.ts";
import { soleHolder } from "./vip.ts";
import { watchEvents } from "./watch-events.ts";

// Three Debian hosts that say they are of the other family: their dnf, rpm and firewalld are real, and Debian's packages are
// repackaged for them. firewalld is as it comes: what nobody opened is rejected. Each test goes on where the one before ended.
const lab = openLab("etcd-dnf");
const site = new Site(lab, "etcd");
const [host] = lab.hosts as readonly [LabHost, LabHost, LabHost];
let distribution: ShownFolder;
let publicKey = "";
let closed: Awaited<ReturnType<typeof firewallOf>> = [];
const bundle = join(site.folder, "lab.tar");

const versionOf = async (on: LabHost, name: string): Promise<string> =>
  (await on.exec(["rpm", "-q", "--qf", "%{VERSION}", name], { check: false })).stdout;
const locksOf = async (on: LabHost): Promise<string> => await on.readFile("/etc/dnf/plugins/versionlock.list");
const failureOf = ({ events }: BootstrapResult) => eventsOf(events, "run.finished")[0]?.failure;

/** What firewalld's zones for its interfaces and for sources say, line by line in no order; each as it is now and as it is for good. */
async function firewallOf(on: LabHost): Promise<readonly (readonly string[])[]> {
  const zones = [[], ["--permanent"]].flatMap((world) => [world, [...world, "--zone=trusted"]]);
  const list = (zone: readonly string[]) => on.exec(["firewall-cmd", ...zone, "--list-all"]);
  return await Promise.all(zones.map(async (zone) => (await list(zone)).stdout.split("\n").sort()));
}

/** The cluster on these hosts, with packages from their family's repository. */
async function spec(etcd: "3.4" | "3.5", baseurl = `file://${distribution.inHost}`): Promise<string> {
  return await clusterYaml(lab, { etcd, rpms: { baseurl, publicKey }, kubernetes: { images: [] } });
}

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  const own = await site.packages();
  const sources = await dnfSources(own);
  distribution = await ensureDistributionRpms();
  publicKey = readFileSync(join(distribution.folder, "RPM-GPG-KEY-lab"), "utf8");
  await site.serve();
  await Promise.all(
    lab.hosts.map(async (each) => {
      await makeDnfHost(each, sources, ["createrepo-c", "firewalld"]);
      await callItRhel(each);
      await dnf(each, "install", `quorate-agent-${own.version}`);
      const { stdout } = await site.cli(["token", "create", each.name, "--address", each.address]);
      await runEnrolCommand(each, stdout);
      await each.exec(["systemctl", "enable", "--now", "quorate-agent"]);
    }),
  );
  await site.connected(lab.hosts);
  closed = await firewallOf(host);
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

describe("the steps for packages on hosts with dnf", () => {
  it("fault 59: name a repository that is not there, and leave nothing of it behind", async () => {
    const failure = failureOf(await site.bootstrap(await spec("3.4", "file:///opt/nothing"), ["--until", "packages"]));
    expect(failure?.code).toBe("STEP_COMMAND_FAILED");
    expect(failure?.message).toMatch(/^the repository lab cannot be read: .*\/opt\/nothing\/repodata\/repomd\.xml/);
    expect((await host.exec(["ls", "/etc/yum.repos.d"])).stdout).toBe("quorate.repo\n");
  });

  it("name the versions that there are when there is none of the one wanted", async () => {
    const wanted = (await spec("3.4")).replace('haproxy: "2.6.*"', 'haproxy: "2.9.*"');
    const failure = failureOf(await site.bootstrap(wanted, ["--until", "packages"]));
    expect(failure?.code).toBe("PACKAGE_UNAVAILABLE");
    expect(failure?.message).toMatch(
      /^no repository offers haproxy in version 2\.9\.\*; they offer 2\.6\.12-1\+deb12u4$/,
    );
    expect(await versionOf(host, "haproxy")).toContain("not installed");
  });

  it("wait for another dnf and say which, then install the very version that is wanted, stopped and locked", async () => {
    await host.exec(["systemd-run", "--unit=other-dnf", "dnf", "-y", "install", "lab-slow"]);
    await until(120_000, "the other dnf to have the lock", async () => {
      const { code } = await host.exec(["test", "-e", "/run/lab-slow"], { check: false });
      return code === 0 || (await host.exec(["journalctl", "-u", "other-dnf", "-o", "cat"])).stdout;
    });
    let going: Promise<void> | undefined;
    const stop = await watchEvents(site, (event) => {
      if (event.type !== "step.output" || !event.lines.some((line) => line.startsWith("waiting for dnf"))) return;
      going ??= host.writeFile("/run/lab-go", "");
    });
    const run = await site.bootstrap(await spec("3.4"), ["--until", "packages"]);
    stop();
    await going;
    expect({ code: run.code, said: run.stderr }).toEqual({ code: 0, said: "" });
    expect(eventsOf(run.events, "step.output").flatMap(({ lines }) => lines)).toContainEqual(
      expect.stringMatching(/^waiting for dnf \(pid \d+\), which holds the package manager's lock$/),
    );
    for (const each of lab.hosts) {
      expect(await versionOf(each, "etcd-server")).toBe("3.4.23");
      expect(await locksOf(each)).toMatch(/^etcd-server-0:3\.4\.23-/m);
      const active = await each.exec(["systemctl", "is-active", "haproxy", "etcd"], { check: false });
      expect(active.stdout).toBe("inactive\ninactive\n");
    }
  });

  it("lock what general upgrades then leave alone", async () => {
    await dnf(host, "upgrade", "etcd-server");
    expect(await versionOf(host, "etcd-server")).toBe("3.4.23");
  });
});

describe("a bundle that was made on a host with dnf", () => {
  it("is whole, and has what the spec names with all that it needs, and no other version", async () => {
    await dnf(host, "install", `quorate-coordinator-${(await site.packages()).version}`);
    await site.writeSpec(await spec("3.5"));
    for (const name of ["cluster.yaml", "pod-network.yaml"]) {
      await host.writeFile(`/root/${name}`, readFileSync(join(site.folder, name), "utf8"));
    }
    const create = ["coordinator", "bundle", "create", "-f", "/root/cluster.yaml", "--out", "/root/lab.tar"];
    await host.exec(create, { timeoutMs: 300_000 });
    await host.exec(["coordinator", "bundle", "verify", "/root/lab.tar"]);
    const { stdout } = await host.exec(["coordinator", "bundle", "list", "/root/lab.tar"]);
    for (const name of ["haproxy-2.6", "etcd-server-3.5", "kubelet-1.20.2", "docker.io-20.10", "runc-"]) {
      expect(stdout).toContain(`packages/${name}`);
    }
    expect(stdout).not.toMatch(/etcd-server-3\.4|docker-registry/);
  });

  it("takes hosts without any repository to another version and to a cluster, through firewalld", async () => {
    for (const each of lab.hosts) {
      await each.exec(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", distribution.inHost]);
    }
    copyFileSync(join(hostPaths(labPaths(lab.id), host.name).upper, "root/lab.tar"), bundle);
    await site.stop();
    await site.serve({ keep: true, more: ["--bundle", bundle] });
    await site.connected(lab.hosts);
    const run = await site.bootstrap(await spec("3.5"));
    expect({ code: run.code, said: run.stderr }).toEqual({ code: 0, said: "" });
    for (const each of lab.hosts) {
      expect(await versionOf(each, "etcd-server")).toBe("3.5.16");
      expect((await locksOf(each)).match(/^etcd-server-.*$/gm)).toEqual([
        expect.stringMatching(/^etcd-server-0:3\.5\.16-/),
      ]);
    }
    expect(await clusterIdOf(host)).toBe(predictedClusterId(run.events));
    expect(await Promise.all(lab.hosts.map(healthy))).toEqual([true, true, true]);
  });
});

describe("firewalld as it comes", () => {
  it("lets VRRP and members through and nobody else, who reaches the virtual address alone", async () => {
    await soleHolder(lab);
    await until(60_000, "the virtual IP to answer", () => connects(lab, vip, endpointPort));
    expect(await connects(lab, host.address, 2379)).toBe(false);
    expect(await connects(lab, host.address, 2380)).toBe(false);
  });

  it("has it for good: it reads its files again, and a second bootstrap finds nothing to do", async () => {
    const [now, trustedNow, ...forGood] = await firewallOf(host);
    expect(forGood).toEqual([now, trustedNow]);
    await host.exec(["firewall-cmd", "--reload"]);
    const again = await site.bootstrap(await spec("3.5"));
    expect({ code: again.code, said: again.stderr }).toEqual({ code: 0, said: "" });
    expect(outcomes(again.events)).toMatchObject({ changed: 0, failed: 0 });
    await soleHolder(lab);
  });

  it("is closed by a reset as it was before", async () => {
    expect((await site.reset(await spec("3.5"), "destroy")).code).toBe(0);
    expect(await Promise.all(lab.hosts.map(firewallOf))).toEqual([closed, closed, closed]);
  });
});
