import { type BootPlan, bootHost, hasAddress, isUp, stopHost, systemState } from "./boot.ts";
import { hostProcesses } from "./host-process.ts";
import { attachPort, portState } from "./network.ts";

export type HostState = "running" | "degraded" | "unplugged" | "broken" | "down";

/** What a host is, judged by what can be seen of it now and by no record. */
export async function hostState({ lab, host, paths }: BootPlan): Promise<HostState> {
  const { supervisor, leader } = await hostProcesses(paths);
  if (supervisor === undefined && leader === undefined) return "down";
  // Without its supervisor a host runs on, but nothing would notice its end.
  if (supervisor === undefined || leader === undefined) return "broken";
  try {
    const state = await systemState(paths);
    if (!isUp(state) || !(await hasAddress(paths, host))) return "broken";
    const port = await portState(lab, host.name);
    if (port === "missing") return "broken";
    if (port === "detached") return "unplugged";
    return state === "degraded" ? "degraded" : "running";
  } catch {
    // It died, or stopped answering, while it was looked at.
    return "broken";
  }
}

/** Brings one host to where it should be with as little as that takes, and says what it took. */
export async function healHost(plan: BootPlan): Promise<string> {
  const state = await hostState(plan);
  switch (state) {
    case "running":
    case "degraded":
      return state;
    case "unplugged":
      await attachPort(plan.lab, plan.host.name);
      return "plugged in again";
    case "broken":
      await stopHost(plan.lab, plan.host, plan.paths);
      await bootHost(plan);
      return "booted anew";
    case "down":
      await bootHost(plan);
      return "booted";
  }
}
