import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flipBit } from "../fakes/flip-bit.ts";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { labPaths } from "../lab/paths.ts";
import { requireSettings } from "../lab/settings.ts";
import { clusterYaml, endpointPort, kubernetesVersion, vip } from "./cluster-yaml.ts";
import { connects } from "./connects.ts";
import { dropUnlessOpened } from "./drop-unless-opened.ts";
import { ask, echoService, startEchoPods } from "./echo-pods.ts";
import { containersOn, kubectl, readyNodes, runningPods } from "./kubectl.ts";
import { node } from "./programs.ts";
import { type BootstrapResult, Site, until } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";

// A cluster of three masters first; the worker is listed and joins when there are pods already. All of it behind firewalls
// that drop what nobody opens, and out of a bundle: the hosts have no repository, no image and no route to any.
const lab = openLab("k8s-workers", { workers: 1 });
const site = new Site(lab);
const options = { etcd: "3.5", kubernetes: { provokeOutages: false, images: [] } } as const;
const bundle = join(site.folder, "lab.tar");
const [first] = lab.hosts as readonly [LabHost, LabHost, LabHost];
const [worker] = lab.workers as readonly [LabHost];
let refused: BootstrapResult;
let formed: BootstrapResult;
let joined: BootstrapResult;
let withWorker = "";
/** What the control plane and the pods of the masters run in. */
let containers: readonly string[] = [];

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  await Promise.all([...lab.hosts, worker].map(dropUnlessOpened));
  await createBundle();
  await Promise.all([...lab.hosts, worker].map(takeSourcesAway));
  await site.serve({ keep: true, more: ["--bundle", bundle] });
  await site.enrol();
  const masters = await clusterYaml(lab, options);
  // The list names it first; the header that stands before it is the last place that does.
  const flip = () => flipBit(bundle, "packages/haproxy_2.6", 4_096);
  flip();
  refused = await site.bootstrap(masters);
  flip();
  formed = await site.bootstrap(masters);
  if (formed.code !== 0) {
    const why = JSON.stringify(eventsOf(formed.events, "run.finished")[0]?.failure, null, 1);
    throw new Error(`three masters did not become a cluster: ${formed.stderr}${why}`);
  }
  await startEchoPods(first, 3);
  await runningPods(first, "--all-namespaces");
  containers = await containersOn(lab.hosts);
  await site.enrol([worker]);
  withWorker = await clusterYaml(lab, { ...options, workers: [worker.name] });
  joined = await site.join(worker, withWorker);
});

afterAll(async () => {
  await site.stop();
  await lab.down();
});

/** As on a machine that has been given everything: the lab's packages and the lab's images. */
async function createBundle(): Promise<void> {
  rmSync(site.folder, { recursive: true, force: true });
  mkdirSync(site.folder, { recursive: true, mode: 0o700 });
  const spec = await site.writeSpec(await clusterYaml(lab, options));
  const { packages } = await requireSettings(labPaths(lab.id));
  const { folder: images } = await lab.images();
  const create = ["bundle", "create", "-f", spec, "--out", bundle, "--packages", join(packages, "pool")];
  const program = (await site.packages()).coordinatorProgram;
  await lab.operator.exec([node, program, ...create, "--images", images], { timeoutMs: 300_000 });
}

async function takeSourcesAway(host: LabHost): Promise<void> {
  for (const place of ["packages", "images"]) {
    await host.exec(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", `/opt/lab/${place}`]);
  }
}

describe("hosts without a network, with a bundle", () => {
  it("refuse it for a flipped bit, by the file's name, and install nothing out of it", () => {
    const failure = eventsOf(refused.events, "run.finished")[0]?.failure;
    expect({ code: refused.code, failure: failure?.code }).toEqual({ code: 1, failure: "BUNDLE_DAMAGED" });
    expect(failure?.message).toMatch(/packages\/haproxy_2\.6\S+ of the bundle came with the sha256 \w{64}, not \w{64}/);
    expect(eventsOf(refused.events, "lease.granted").filter(({ step }) => step.startsWith("packages/install"))).toEqual(
      [],
    );
  });

  it("have all of Kubernetes out of it, and know of no other source afterwards either", async () => {
    expect((await readyNodes(first, 4)).filter(({ roles }) => roles.length > 0)).toHaveLength(3);
    for (const name of ["etcd-server", "docker.io", "kubelet"]) {
      const known = await first.exec(["apt-cache", "policy", name]);
      expect(known.stdout).toMatch(/Installed: \d/);
      expect(known.stdout).not.toContain(":/");
    }
  });
});

describe("a worker that joins a running cluster", () => {
  it("comes in by one command", () => {
    expect({ code: joined.code, said: joined.stderr }).toEqual({
      code: 0,
      said: `${worker.name} joins the cluster lab as a worker\n`,
    });
    expect(eventsOf(joined.events, "run.finished")[0]?.outcome).toBe("done");
  });

  it("is a Ready node of the wanted version and has no part in the control plane", async () => {
    const seen = await readyNodes(first, 4);
    expect(seen).toHaveLength(4);
    expect(seen.find(({ name }) => name === worker.name)).toEqual({
      name: worker.name,
      ready: true,
      roles: [],
      version: `v${kubernetesVersion}`,
    });
  });

  it("holds no key of the cluster and no administrator's configuration", async () => {
    const { stdout } = await worker.exec([
      "sh",
      "-c",
      "ls /etc/kubernetes/pki /etc/kubernetes/manifests; ls /etc/kubernetes/*.conf; ls /root/.kube /etc/quorate/pki 2>/dev/null || true",
    ]);
    expect(stdout).toContain("/etc/kubernetes/kubelet.conf");
    expect(stdout).toContain("ca.crt");
    expect(stdout).not.toMatch(/ca\.key|sa\.key|front-proxy|admin\.conf|kube-apiserver|etcd/);
  });

  it("got no package of the control plane", async () => {
    const { stdout } = await worker.exec(["dpkg-query", "--show"]);
    const installed = stdout.split("\n").map((line) => line.replace(/[:\t].*/, ""));
    expect(installed).toEqual(expect.arrayContaining(["kubeadm", "kubelet", "docker.io"]));
    for (const name of ["etcd-server", "etcd-client", "haproxy", "keepalived"]) expect(installed).not.toContain(name);
  });

  it("runs pods that reach those of the masters, and are reached by them", async () => {
    const echo = await startEchoPods(first, 4);
    const its = echo.filter(({ node }) => node === worker.name);
    expect(its).toHaveLength(1);
    for (const mine of its) {
      for (const other of echo.filter(({ node }) => node !== worker.name)) {
        expect(await ask(first, other.ip, 8080, mine.ip)).toContain(other.name);
        expect(await ask(first, mine.ip, 8080, other.ip)).toContain(mine.name);
      }
    }
    expect(await ask(worker, await echoService(first), 80)).toMatch(/^echo-/);
  });

  it("is found by strangers neither at its kubelet nor at its pods: its firewall still drops what nobody opened", async () => {
    const rules = await worker.exec(["nft", "list", "table", "inet", "filter"]);
    expect(rules.stdout).toContain("policy drop");
    const its = (await startEchoPods(first, 4)).filter(({ node }) => node === worker.name);
    for (const { ip } of its) {
      await lab.operator.exec(["ip", "route", "replace", `${ip}/32`, "via", worker.address]);
      expect(await connects(lab, ip, 8080)).toBe(false);
    }
    expect(await connects(lab, worker.address, 10_250)).toBe(false);
    await until(60_000, "the virtual IP to answer", () => connects(lab, vip, endpointPort));
  });

  it("leaves every container of the masters running and no bootstrap token behind", async () => {
    expect(await containersOn(lab.hosts)).toEqual(containers);
    const secrets = await kubectl(first, "-n", "kube-system", "get", "secrets", "-o", "name");
    expect(secrets).not.toMatch(/bootstrap-token-|kubeadm-certs/);
  });

  it("is found as it is by a second bootstrap", async () => {
    const run = await site.bootstrap(withWorker);
    expect(run.code).toBe(0);
    expect(outcomes(run.events)).toMatchObject({ changed: 0, failed: 0 });
  });
});
