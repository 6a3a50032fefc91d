import type { LabHost } from "../lab/lab-host.ts";
import type { OwnPackages } from "../lab/own-packages.ts";
import { until } from "./site.ts";

export interface Upgrade {
  /** Process id, start and arguments of kubeadm before the package manager began. */
  readonly kubeadm: string;
  /** The same when the next agent was there. */
  readonly kubeadmAfterwards: string;
  /** What systemd said of the agent's process before and after. */
  readonly agents: readonly [string, string];
}

const agentPid = async (host: LabHost): Promise<string> =>
  (await host.exec(["systemctl", "show", "-p", "MainPID", "--value", "quorate-agent"])).stdout.trim();

/** `kubeadm init` as it runs; empty when it does not. */
async function initProcess(host: LabHost): Promise<string> {
  const { stdout } = await host.exec(["ps", "-C", "kubeadm", "-o", "pid=,lstart=,args="], { check: false });
  return stdout.split("\n").find((line) => / init( |$)/.test(line)) ?? "";
}

/** A host that knows the repository of Quorate's own packages, beside whatever else it will be told. */
export async function addOwnRepository(host: LabHost, own: OwnPackages): Promise<void> {
  const source = `deb [signed-by=${own.inHost}/quorate-lab.asc] file://${own.inHost} lab main\n`;
  await host.writeFile("/etc/apt/sources.list.d/own.list", source);
  await host.exec(["apt-get", "update", "-q"]);
}

/**
 * Waits for `kubeadm init`, upgrades the agent with apt as a person does, and waits for the next agent and for what else is
 * `seen` of it. kubeadm stands still meanwhile: on no machine is it done before.
 */
export async function upgradeInInit(host: LabHost, own: OwnPackages, seen: () => Promise<boolean>): Promise<Upgrade> {
  let kubeadm = "";
  await until(120_000, "kubeadm init to run", async () => {
    kubeadm = await initProcess(host);
    return kubeadm !== "";
  });
  const [pid = ""] = kubeadm.trim().split(/\s+/);
  await host.exec(["kill", "-STOP", pid]);
  try {
    const agents = await upgrade(host, own);
    await until(120_000, "the next agent to be seen", seen);
    await host.exec(["kill", "-CONT", pid]);
    // Had anybody told it to end, it would now.
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { kubeadm, kubeadmAfterwards: await initProcess(host), agents };
  } finally {
    await host.exec(["kill", "-CONT", pid], { check: false });
  }
}

/** The agent's process before and after. */
async function upgrade(host: LabHost, own: OwnPackages): Promise<readonly [string, string]> {
  const before = await agentPid(host);
  const install = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=240", "install", `quorate-agent=${own.next}-1`];
  await host.exec(install, { timeoutMs: 300_000 });
  let after = before;
  await until(120_000, "the next agent", async () => {
    after = await agentPid(host);
    return after !== "0" && after !== before;
  });
  return [before, after];
}
