import type { CheckResult } from "@quorate/shared/step/preflight";
import type { Host } from "../../host/host.ts";
import { belongsToUnit, type Listener, type Process, socketOwners, tcpListeners } from "../../host/listeners.ts";
import { type Check, failed, type PreflightInput, passed } from "./check.ts";

type PortUse = PreflightInput["ports"][number];

/** free: nobody listens; ours: the unit that shall listen does; taken: somebody else. */
export type PortState =
  | { readonly use: PortUse; readonly state: "free" }
  | { readonly use: PortUse; readonly state: "ours"; readonly holder: Process }
  | { readonly use: PortUse; readonly state: "taken"; readonly holder: Process | undefined; readonly address: string };

export async function portStates(host: Host, ports: readonly PortUse[]): Promise<readonly PortState[]> {
  const listeners = (await tcpListeners(host.files)).filter(({ port }) => ports.some((use) => use.port === port));
  const owners = await socketOwners(
    host.files,
    listeners.map(({ inode }) => inode),
  );
  return ports.map((use) => stateOf(use, listeners, owners));
}

function stateOf(use: PortUse, listeners: readonly Listener[], owners: ReadonlyMap<string, Process>): PortState {
  const held = listeners.filter(({ port }) => port === use.port);
  const [first] = held;
  if (!first) return { use, state: "free" };
  const foreign = held.find(({ inode }) => !isOurs(owners.get(inode), use.unit));
  if (foreign) return { use, state: "taken", holder: owners.get(foreign.inode), address: foreign.address };
  const holder = owners.get(first.inode);
  return holder ? { use, state: "ours", holder } : { use, state: "taken", holder, address: first.address };
}

function isOurs(holder: Process | undefined, unit: string): boolean {
  return holder !== undefined && belongsToUnit(holder, unit);
}

export const checkPorts: Check = async ({ ports }, { host }) => (await portStates(host, ports)).map(judge);

function judge(state: PortState): CheckResult {
  const { port, unit } = state.use;
  const id = `PORT-${port}` as const;
  switch (state.state) {
    case "free":
      return passed(id, `port ${port} is free`);
    case "ours":
      return passed(id, `port ${port} is held by ${unit} (pid ${state.holder.pid})`);
    case "taken":
      return failed(id, takenText(state), takenFix(state));
  }
}

export function takenText({ use, holder, address }: Extract<PortState, { state: "taken" }>): string {
  const who = holder ? `pid ${holder.pid} (${holder.command})` : "a process that cannot be seen from here";
  return `port ${use.port} on ${address} is held by ${who}, and ${use.unit} needs it`;
}

function takenFix({ use, holder }: Extract<PortState, { state: "taken" }>): string {
  if (!holder) return `find it with \`ss -tlnp sport = :${use.port}\` on the machine below, and stop it`;
  const unit = holder.cgroup.match(/([^/\n]+\.service)\s*$/m)?.[1];
  return unit ? `systemctl disable --now ${unit}` : `stop process ${holder.pid} (${holder.command})`;
}
