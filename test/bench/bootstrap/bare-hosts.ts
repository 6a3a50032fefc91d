import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Lab } from "../../lab/lab.ts";

/** For a whole cluster, on a machine that is not idle. */
export const limitMs = 900_000;

const podNetwork = fileURLToPath(new URL("../../lab/kubernetes/pod-network.yaml", import.meta.url));

/** As an installer leaves them, with the pod network's manifest on the first: where the rivals would load it from, there is no way out. */
export async function bareHosts(lab: Lab): Promise<void> {
  await lab.reset();
  await lab.hosts[0]?.writeFile("/root/pod-network.yaml", readFileSync(podNetwork, "utf8"));
}
