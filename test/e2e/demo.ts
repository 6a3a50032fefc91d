// `npm run demo`: three bare hosts to a highly available Kubernetes control plane, then the proof from outside.
import type { EtcdLine } from "../lab/host-root.ts";
import { openLab } from "../lab/lab.ts";
import { LabError } from "../lab/lab-error.ts";
import { clusterYaml, kubernetesVersion, vip } from "./cluster-yaml.ts";
import { clusterIdOf, etcdctl, healthy } from "./etcdctl.ts";
import { kubectl, nodes } from "./kubectl.ts";
import { Site } from "./site.ts";
import { measured, outcomes, predictedClusterId, round, startWindow } from "./summary.ts";
import { holders, stopHaproxyOnHolder } from "./vip.ts";

const json = process.argv.includes("--json");
const etcd: EtcdLine = process.argv.includes("--etcd=3.4") ? "3.4" : "3.5";
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const title = (text: string): void => say(`\n== ${text}`);

async function demo(): Promise<Record<string, unknown>> {
  const lab = openLab("demo", {
    onProgress: (subject, outcome, ms) =>
      say(`  ${subject.padEnd(14)} ${outcome}${ms === undefined ? "" : ` (${round(ms / 1000)} s)`}`),
  });
  title("Three bare hosts with systemd, in a network of their own");
  await lab.up({ etcd, bare: true });
  const site = new Site(lab);
  try {
    title("A coordinator, and an agent enrolled on each host");
    await site.serve();
    await site.enrol();
    say(`  enrolled ${lab.hosts.map(({ name }) => name).join(", ")}`);
    return await bootstrapAndProve(site);
  } finally {
    await site.stop();
  }
}

async function bootstrapAndProve(site: Site): Promise<Record<string, unknown>> {
  const { lab } = site;
  const spec = await clusterYaml(lab, { etcd });
  title("coordinator bootstrap -f cluster.yaml");
  const since = performance.now();
  const code = await site.show(spec);
  const seconds = round((performance.now() - since) / 1000);
  const first = await site.events();
  if (code !== 0) return { outcome: "failed", seconds, steps: outcomes(first) };

  title("Proof from outside: etcdctl member list on the first host");
  const [host] = lab.hosts;
  if (!host) throw new Error("a lab has hosts");
  say(await etcdctl(host, "member", "list"));
  const clusterId = await clusterIdOf(host);
  const answers = await Promise.all(lab.hosts.map(healthy));
  const predicted = predictedClusterId(first);
  say(
    `cluster id ${clusterId}, computed beforehand ${predicted}; ${answers.filter(Boolean).length} of ${answers.length} members healthy`,
  );

  title("Proof from outside: haproxy is stopped on the holder of the virtual IP");
  const failover = await stopHaproxyOnHolder(lab);
  say(
    `${vip} moved from ${failover.from} to ${failover.to}; the port answered again after ${round(failover.seconds)} s`,
  );

  title("The same bootstrap again");
  const rerun = await site.bootstrap(spec);
  const again = outcomes(rerun.events);
  say(`${again.changed} changed, ${again.unchanged} unchanged, in ${round(rerun.seconds)} s`);

  title("kubectl get nodes; kubectl get pods -A");
  say(await kubectl(host, "get", "nodes"));
  say("");
  say(await kubectl(host, "get", "pods", "-A"));
  say("(CoreDNS is left out: the lab has no image of it, and its cluster.yaml says skipAddons: [coredns])");
  const masters = await nodes(host);
  const [holder] = await holders(lab);
  return {
    outcome: rerun.code === 0 && answers.every(Boolean) && masters.every(({ ready }) => ready) ? "done" : "failed",
    seconds,
    etcd: { clusterId, predictedClusterId: predicted, ...startWindow(first), healthy: answers.every(Boolean) },
    vip: { address: vip, holder: holder?.name ?? "", failoverSeconds: round(failover.seconds) },
    kubernetes: {
      version: kubernetesVersion,
      nodes: masters.map(({ name, ready, roles }) => ({ name, ready, roles })),
      initSeconds: round(Math.max(0, ...measured(first, "kubeadm.init", "seconds"))),
      joinSeconds: round(Math.max(0, ...measured(first, "kubeadm.join", "seconds"))),
      apiserverOutageMs: round(Math.max(0, ...measured(first, "kubernetes.outage", "outageMs"))),
    },
    steps: outcomes(first),
    rerun: { changed: again.changed, seconds: round(rerun.seconds) },
  };
}

function next(): void {
  title("What to try next");
  say(
    "  npm run lab -- exec --id demo k8s-master90 bash -l     a shell on a host: kubectl get nodes, etcdctl member list",
  );
  say("  npm run lab -- down --id demo                          take the lab away");
}

try {
  const result = await demo();
  next();
  if (json) say(JSON.stringify(result));
  process.exitCode = result["outcome"] === "done" ? 0 : 1;
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
