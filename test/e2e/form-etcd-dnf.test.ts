import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { ensureDistributionRpms } from "../lab/rpm-repository.ts";
import type { ShownFolder } from "../lab/shown-folder.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { callItRhel, dnf, dnfSources, makeDnfHost } from "./dnf-host.ts";
import { runEnrolCommand } from "./enrol-command.ts";
import { clusterIdOf, healthy } from "./etcdctl.ts";
import { type BootstrapResult, Site } from "./site.ts";
import { eventsOf, predictedClusterId } from "./summary.ts";
import { watchEvents } from "./watch-events.ts";

// Three Debian hosts that say they are of the other family: their dnf and their rpm are real, and Debian's packages are
// repackaged for them. Each test goes on where the one before ended.
const lab = openLab("etcd-dnf");
const site = new Site(lab, "etcd");
const [host] = lab.hosts as readonly [LabHost, LabHost, LabHost];
let distribution: ShownFolder;
let publicKey = "";

const versionOf = async (on: LabHost, name: string): Promise<string> =>
  (await on.exec(["rpm", "-q", "--qf", "%{VERSION}", name], { check: false })).stdout;
const locksOf = async (on: LabHost): Promise<string> => await on.readFile("/etc/dnf/plugins/versionlock.list");
const failureOf = ({ events }: BootstrapResult) => eventsOf(events, "run.finished")[0]?.failure;

/** The cluster on these hosts, with packages from their family's repository. */
async function spec(etcd: "3.4" | "3.5", baseurl = `file://${distribution.inHost}`): Promise<string> {
  return await clusterYaml(lab, { etcd, rpms: { baseurl, publicKey } });
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
      await makeDnfHost(each, sources);
      await callItRhel(each);
      await dnf(each, "install", `quorate-agent-${own.version}`);
      const { stdout } = await site.cli(["token", "create", each.name, "--address", each.address]);
      await runEnrolCommand(each, stdout);
      await each.exec(["systemctl", "enable", "--now", "quorate-agent"]);
    }),
  );
  await site.connected(lab.hosts);
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
    const stop = await watchEvents(site, (event) => {
      if (event.type !== "step.output" || !event.lines.some((line) => line.startsWith("waiting for dnf"))) return;
      void host.writeFile("/run/lab-go", "");
    });
    const run = await site.bootstrap(await spec("3.4"), ["--until", "packages"]);
    stop();
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

  it("lock what general upgrades then leave alone, and go to another version when the spec does: a cluster is formed", async () => {
    await dnf(host, "upgrade", "etcd-server");
    expect(await versionOf(host, "etcd-server")).toBe("3.4.23");
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
