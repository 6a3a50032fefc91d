import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flannelManifest } from "../../packages/coordinator/src/plan/manifests/flannel.ts";
import { ProcessSampler } from "../hostile/process-sampler.ts";
import { openLab } from "../lab/lab.ts";
import type { LabHost } from "../lab/lab-host.ts";
import { labPaths } from "../lab/paths.ts";
import { clusterYaml, endpointPort, kubernetesVersion, vip } from "./cluster-yaml.ts";
import { ask, echoService, startEchoPods } from "./echo-pods.ts";
import { etcdctl } from "./etcdctl.ts";
import { containersOn, kubectl, nodes, readyNodes, runningPods } from "./kubectl.ts";
import { linesWithTokens, secretsInProcesses, tokenPattern } from "./secret-search.ts";
import { type BootstrapResult, Site, until } from "./site.ts";
import { eventsOf, outcomes } from "./summary.ts";

// One cluster from bare hosts to its end: each test meets the hosts as the one before left them, as an operator does.
const lab = openLab("k8s");
const site = new Site(lab);
const kubernetes = { tokenTtl: "1m", kubectlUsers: ["casey"] };
let spec = "";
const [first, second, third] = lab.hosts as readonly [LabHost, LabHost, LabHost];
let formed: BootstrapResult;

let sampler: ProcessSampler;

beforeAll(async () => {
  await lab.up({ etcd: "3.5", bare: true });
  for (const host of lab.hosts) await host.exec(["useradd", "--create-home", "casey"]);
  spec = await clusterYaml(lab, { etcd: "3.5", kubernetes });
  // The hosts' processes are the machine's own: all of them are seen from here. Those of a lab beside this one are not meant.
  sampler = ProcessSampler.start(200, labPaths(lab.id).name);
  await site.serve();
  await site.enrol();
  formed = await site.bootstrap(spec);
  sampler.stop();
});

afterAll(async () => {
  sampler.stop();
  await site.stop();
  await lab.down();
});

describe("three bare hosts", () => {
  it("become a control plane by one command", () => {
    expect(formed.stderr).toBe("");
    expect(formed.code).toBe(0);
    expect(eventsOf(formed.events, "run.finished")[0]?.outcome).toBe("done");
  });

  it("are three Ready masters of the wanted version", async () => {
    const seen = await readyNodes(first, 3);
    expect(seen.map(({ name, ready, version }) => `${name} ${ready} ${version}`).sort()).toEqual(
      lab.hosts.map(({ name }) => `${name} true v${kubernetesVersion}`),
    );
    expect(seen.every(({ roles }) => roles.includes("master"))).toBe(true);
  });

  it("each run an apiserver, a controller-manager, a scheduler and kube-proxy", async () => {
    // The drills have just killed each apiserver.
    const running = await runningPods(second, "-n", "kube-system");
    for (const { name } of lab.hosts) {
      const parts = running.filter(({ node }) => node === name).map((pod) => pod.name.replace(`-${name}`, ""));
      expect(parts).toEqual(expect.arrayContaining(["kube-apiserver", "kube-controller-manager", "kube-scheduler"]));
      expect(parts.some((part) => part.startsWith("kube-proxy-"))).toBe(true);
    }
  });

  it("joined at the same time", () => {
    const joins = ["k8s-master91", "k8s-master93"].map((host) => {
      const at = (type: "lease.granted" | "step.finished"): number =>
        Date.parse(
          formed.events.find(({ event }) => event.type === type && event.step === `control-plane/join/${host}`)?.at ??
            "",
        );
      return { from: at("lease.granted"), to: at("step.finished") };
    });
    const latestStart = Math.max(...joins.map(({ from }) => from));
    const earliestEnd = Math.min(...joins.map(({ to }) => to));
    expect(latestStart).toBeLessThan(earliestEnd);
  });

  it("run pods that reach each other across hosts, by their own addresses and by a service", async () => {
    const echo = await startEchoPods(first, 3);
    for (const from of echo) {
      for (const to of echo) expect(await ask(first, to.ip, 8080, from.ip)).toContain(to.name);
    }
    const service = await echoService(first);
    for (const host of lab.hosts) expect(await ask(host, service, 80)).toMatch(/^echo-/);
  });

  it("proved that each haproxy and each apiserver may stop", () => {
    const outages = eventsOf(formed.events, "step.finished").filter(({ step }) => step.startsWith("drills/"));
    expect(outages).toHaveLength(6);
    for (const { output } of outages) expect(output).toMatchObject({ outageMs: expect.any(Number) });
  });
});

describe("kubectl on every host", () => {
  it("is ready for a user whom the spec names, and closed to others", async () => {
    for (const host of lab.hosts) {
      const get = ["runuser", "-l", "casey", "-c", "kubectl get nodes -o name"];
      await until(60_000, `an answer for casey on ${host.name}`, async () => {
        const { code, stdout, stderr } = await host.exec(get, { check: false });
        return (code === 0 && stdout.trim().split("\n").length === 3) || `${stdout}${stderr}`;
      });
      const { stdout: access } = await host.exec(["stat", "-c", "%a %U", "/home/casey/.kube/config"]);
      expect(access.trim()).toBe("600 casey");
    }
  });
});

describe("the flannel manifest that ships with the product", () => {
  it("is valid to the apiserver, object for object", async () => {
    const manifest = flannelManifest({ version: kubernetesVersion, podSubnet: "10.244.0.0/16", proxyMode: "iptables" });
    await first.writeFile("/root/flannel.json", manifest);
    const applied = await kubectl(first, "apply", "--dry-run=server", "-f", "/root/flannel.json", "-o", "name");
    expect(applied.split("\n").sort()).toEqual([
      "clusterrole.rbac.authorization.k8s.io/flannel",
      "clusterrolebinding.rbac.authorization.k8s.io/flannel",
      "configmap/kube-flannel-cfg",
      "daemonset.apps/kube-flannel-ds",
      "serviceaccount/flannel",
    ]);
  });
});

describe("what was secret on the way", () => {
  it("left no certificate Secret and no bootstrap token in the cluster", async () => {
    const secrets = await kubectl(first, "-n", "kube-system", "get", "secrets", "-o", "name");
    expect(secrets).not.toContain("kubeadm-certs");
    expect(secrets).not.toContain("bootstrap-token-");
  });

  it("gave every apiserver a client certificate of its own for etcd", async () => {
    const file = "/etc/quorate/pki/apiserver/etcd-client.crt";
    const fingerprints = await Promise.all(
      lab.hosts.map(
        async (host) => (await host.exec(["openssl", "x509", "-in", file, "-noout", "-fingerprint"])).stdout,
      ),
    );
    expect(new Set(fingerprints).size).toBe(3);
    const manifest = await third.readFile("/etc/kubernetes/manifests/kube-apiserver.yaml");
    expect(manifest).toContain(`--etcd-certfile=${file}`);
  });

  it("fault 69: is in no event, no log and no file that kubeadm was configured by", async () => {
    const events = JSON.stringify(await site.events());
    // kubeadm's bootstrap tokens and certificate keys, as they look.
    expect(events).not.toMatch(/[a-z0-9]{6}\.[a-z0-9]{16}/);
    for (const host of lab.hosts) {
      const left = await host.exec(["sh", "-c", "ls /run/quorate /etc/quorate | grep -i kubeadm || true"]);
      expect(left.stdout.trim()).toBe("");
    }
  });
});

describe("what was secret, looked for while it was on the way", () => {
  it("fault 69: was in no argument and in no environment of any process", () => {
    expect(sampler.seen.some((text) => text.includes("kubeadm\0init"))).toBe(true);
    expect(secretsInProcesses(sampler, site.folder)).toEqual([]);
  });

  it("fault 69: is in no journal, no log and no record of an agent", async () => {
    for (const host of lab.hosts) expect(await linesWithTokens(host), host.name).toBe(0);
    expect(readFileSync(site.logFile, "utf8")).not.toMatch(new RegExp(tokenPattern));
  });
});

describe("a second bootstrap", () => {
  it("changes nothing", async () => {
    const run = await site.bootstrap(spec);
    expect(run.code).toBe(0);
    expect(outcomes(run.events).changed).toBe(0);
  });

  it("disturbs nothing: no container was started anew", async () => {
    await runningPods(first, "-n", "kube-system");
    const before = await containersOn(lab.hosts);
    await site.bootstrap(spec);
    expect(await containersOn(lab.hosts)).toEqual(before);
  });
});

describe("kubectl from outside", () => {
  it("works through the virtual IP with a certificate that the coordinator signs", async () => {
    const file = `${site.folder}/admin.kubeconfig`;
    await site.cli(["kubeconfig", "-o", file]);
    const config = await lab.operator.exec(["cat", file]);
    expect(config.stdout).toContain(`https://${vip}:${endpointPort}`);
    await first.writeFile("/root/outside.kubeconfig", config.stdout, 0o600);
    const seen = await kubectl(first, "--kubeconfig", "/root/outside.kubeconfig", "get", "nodes", "-o", "name");
    expect(seen.split("\n")).toHaveLength(3);
  });
});

describe("a master that comes late", () => {
  it("fault 45: joins again after the token's life, without any certificate in the cluster", async () => {
    await third.exec(["kubeadm", "reset", "--force", "--skip-phases=remove-etcd-member"], { timeoutMs: 240_000 });
    await kubectl(first, "delete", "node", third.name, "--ignore-not-found");
    const run = await site.bootstrap(spec);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(await readyNodes(first, 3)).toHaveLength(3);
    const secrets = await kubectl(first, "-n", "kube-system", "get", "secrets", "-o", "name");
    expect(secrets).not.toMatch(/bootstrap-token-|kubeadm-certs/);
  });
});

describe("reset", () => {
  it("asks for the cluster's name and does nothing without it", async () => {
    const file = await site.writeSpec(spec);
    const wrong = await site.cli(["reset", "-f", file, "--etcd-data", "purge", "--yes", "--confirm", "other"], {
      check: false,
    });
    expect(wrong.code).toBe(77);
    expect((await nodes(first)).length).toBe(3);
  });

  it("takes the cluster down on every host and keeps the keys of others in etcd", async () => {
    await etcdctl(first, "put", "/registry-other/key", "theirs");
    const file = await site.writeSpec(spec);
    const reset = await site.cli(["reset", "-f", file, "--etcd-data", "purge", "--yes", "--confirm", "lab"], {
      timeoutMs: 600_000,
    });
    expect(reset.code).toBe(0);
    for (const host of lab.hosts) {
      const left = await host.exec(
        [
          "sh",
          "-c",
          "pgrep -x kubelet; ls /etc/kubernetes/*.conf /etc/kubernetes/manifests/* /home/casey/.kube/config 2>/dev/null; docker ps -q",
        ],
        { check: false },
      );
      expect(left.stdout.trim()).toBe("");
    }
    expect(await etcdctl(first, "get", "--prefix", "--keys-only", "/registry/")).toBe("");
    expect(await etcdctl(first, "get", "--prefix", "--keys-only", "/registry-other/")).toContain("/registry-other/key");
  });

  it("leaves nothing of the old service network behind: the post's trap", async () => {
    const other = await clusterYaml(lab, {
      etcd: "3.5",
      kubernetes: { ...kubernetes, serviceSubnet: "100.100.0.0/16", provokeOutages: false },
    });
    const run = await site.bootstrap(other);
    expect(run.stderr).toBe("");
    expect(run.code).toBe(0);
    expect(await kubectl(first, "get", "service", "kubernetes", "-o", "jsonpath={.spec.clusterIP}")).toBe(
      "100.100.0.1",
    );
  });

  it("fault 47: with the data kept, the next bootstrap with another service network is refused and told why", async () => {
    const file = await site.writeSpec(spec);
    await site.cli(["reset", "-f", file, "--etcd-data", "keep", "--yes", "--confirm", "lab"], { timeoutMs: 600_000 });
    const run = await site.bootstrap(spec);
    expect(run.code).not.toBe(0);
    expect(eventsOf(run.events, "run.finished")[0]?.failure).toMatchObject({ code: "ETCD_NOT_EMPTY" });
  });
});
