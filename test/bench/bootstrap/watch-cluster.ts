import { Agent, get } from "node:https";
import { endpointPort, vip } from "../../e2e/cluster-yaml.ts";
import type { Lab } from "../../lab/lab.ts";
import { allNodesReady, controlPlaneRuns, type ObjectList } from "./cluster-ready.ts";

const adminConfig = "/etc/kubernetes/admin.conf";
const lookAgainMs = 1_000;
const askAgainMs = 200;
const answerMs = 5_000;

/**
 * Does the work on bare hosts, and resolves with the milliseconds from its begin until one watcher at the operator's place
 * sees, through the virtual IP, every node Ready and every control-plane pod Running. The work must end well, too, and
 * may do so later.
 */
export async function timedUntilReady<T>(
  lab: Lab,
  limitMs: number,
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly value: T }> {
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, AbortSignal.timeout(limitMs)]);
  const since = performance.now();
  const ready = untilReady(lab, signal);
  // It is looked at only once the work is done, and may have given up by then.
  ready.catch(() => undefined);
  try {
    const value = await work();
    return { ms: (await ready) - since, value };
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

async function untilReady(lab: Lab, signal: AbortSignal): Promise<number> {
  const agent = new Agent({ ...(await untilCredentials(lab, signal)), keepAlive: true, maxSockets: 1 });
  const hosts = lab.hosts.map(({ name }) => name);
  try {
    while (!(await isReady(agent, hosts))) await pause(askAgainMs, signal);
    return performance.now();
  } finally {
    agent.destroy();
  }
}

async function isReady(agent: Agent, hosts: readonly string[]): Promise<boolean> {
  const nodes = await ask(agent, "/api/v1/nodes");
  if (!nodes || !allNodesReady(nodes, hosts)) return false;
  const pods = await ask(agent, "/api/v1/namespaces/kube-system/pods");
  return pods !== undefined && controlPlaneRuns(pods, hosts);
}

interface Credentials {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** kubeadm leaves them on the first host, long before the nodes are Ready. */
async function untilCredentials(lab: Lab, signal: AbortSignal): Promise<Credentials> {
  for (;;) {
    const { stdout = "" } = (await lab.hosts[0]?.exec(["cat", adminConfig], { check: false })) ?? {};
    const of = (name: string): Buffer => Buffer.from(new RegExp(`${name}: (\\S+)\n`).exec(stdout)?.[1] ?? "", "base64");
    const found = {
      ca: of("certificate-authority-data"),
      cert: of("client-certificate-data"),
      key: of("client-key-data"),
    };
    if (found.ca.length * found.cert.length * found.key.length > 0) return found;
    await pause(lookAgainMs, signal);
  }
}

/** Undefined: no answer yet, or not the one that is waited for. */
function ask(agent: Agent, path: string): Promise<ObjectList | undefined> {
  return new Promise((resolve) => {
    const nothing = (): void => resolve(undefined);
    const options = { host: vip, port: endpointPort, path, agent, signal: AbortSignal.timeout(answerMs) };
    const request = get(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve(response.statusCode === 200 ? (JSON.parse(text) as ObjectList) : undefined));
      response.on("error", nothing);
    });
    request.on("error", nothing);
  });
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve) => setTimeout(resolve, ms));
}
