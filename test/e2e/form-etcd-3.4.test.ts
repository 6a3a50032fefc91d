import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLab } from "../lab/lab.ts";
import { clusterYaml } from "./cluster-yaml.ts";
import { audit, doctor } from "./doctor.ts";
import { clusterIdOf, healthy } from "./etcdctl.ts";
import { Site, until } from "./site.ts";
import { outcomes, predictedClusterId } from "./summary.ts";

const lab = openLab("etcd34");
const site = new Site(lab, "etcd");

beforeAll(async () => {
  await lab.up({ etcd: "3.4", bare: true });
  await site.serve();
  await site.enrol();
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

it("forms the computed cluster with etcd 3.4, and changes nothing the second time", async () => {
  const spec = await clusterYaml(lab, { etcd: "3.4" });
  const run = await site.bootstrap(spec);
  expect(run.stderr).toBe("");
  expect(run.code).toBe(0);
  const [host] = lab.hosts;
  if (!host) throw new Error("a lab has hosts");
  expect(await clusterIdOf(host)).toBe(predictedClusterId(run.events));
  expect(await Promise.all(lab.hosts.map(healthy))).toEqual([true, true, true]);
  expect((await host.exec(["etcd", "--version"])).stdout).toContain("3.4.");
  expect(outcomes((await site.bootstrap(spec)).events)).toMatchObject({ changed: 0, failed: 0 });
});

// Here, where hosts are as Quorate alone made them.
describe("doctor on hosts that Quorate set up", () => {
  const spec = async (): Promise<string> => await site.writeSpec(await clusterYaml(lab, { etcd: "3.4" }));

  it("finds nothing with --audit, and exits 0", async () => {
    const { code, checks } = await audit(site, await spec());
    expect(checks.filter(({ severity }) => severity !== "ok")).toEqual([]);
    expect(code).toBe(0);
  });

  it("itself is content too, with the virtual IP, etcd and every check of the plan", async () => {
    // Agents look at their member every few seconds; the last look may be from before its start.
    await until(120_000, "the agents to see etcd", async () => {
      const { code, stdout } = await site.cli(["health"], { check: false });
      return code === 0 || stdout;
    });
    const { code, checks } = await doctor(site, await spec());
    expect(checks.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(["ETCD-LEADER", "VIP-HOLDER", "REACH-2380"]));
    expect(code).toBe(0);
  });

  it("has etcd's own journal from logs", async () => {
    const { stdout } = await site.cli(["logs", "k8s-master90", "etcd", "-n", "20"]);
    expect(stdout.trim().split("\n").length).toBe(20);
    expect(stdout).toContain("etcd[");
  });
});

it("is destroyed by a reset that is told so, and by nothing less", async () => {
  const file = await site.writeSpec(await clusterYaml(lab, { etcd: "3.4" }));
  const reset = await site.cli(["reset", "-f", file, "--etcd-data", "destroy", "--yes", "--confirm", "lab"], {
    check: false,
    timeoutMs: 300_000,
  });
  expect(reset.stderr).toBe("");
  expect(reset.code).toBe(0);
  for (const host of lab.hosts) {
    expect((await host.exec(["pgrep", "-x", "etcd"], { check: false })).code).toBe(1);
    expect((await host.exec(["ls", "/var/lib/quorate-etcd/member"], { check: false })).code).not.toBe(0);
    expect((await host.exec(["cat", "/etc/hosts"])).stdout).not.toContain("quorate");
    expect((await host.exec(["systemctl", "is-active", "haproxy"], { check: false })).stdout.trim()).not.toBe("active");
  }
});
