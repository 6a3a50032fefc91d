import { AppError } from "@quorate/shared/errors";
import type { HostId } from "@quorate/shared/ids";
import { installAgent } from "./install-agent.ts";
import type { InstallDone, InstallSettings, InstallStage } from "./install-settings.ts";
import type { NamedTarget } from "./named-target.ts";

/** How it stands on one host. */
export type InstallState =
  | { readonly state: "waits" }
  | ({ readonly state: "works" } & InstallStage)
  | ({ readonly state: "done" } & InstallDone)
  | { readonly state: "failed"; readonly error: AppError };

export type InstallStates = ReadonlyMap<HostId, InstallState>;

/** So many at a time: each has its package copied over the operator's own line. */
const atOnce = 8;

/**
 * Brings agents to all targets, whatever becomes of one of them. `onChange` gets the states of all after each change. Rejects only when
 * the signal aborts.
 */
export async function installAgents(
  targets: readonly NamedTarget[],
  settings: InstallSettings,
  onChange: (states: InstallStates) => void,
): Promise<InstallStates> {
  const states = new Map<HostId, InstallState>(targets.map(({ name }) => [name, { state: "waits" }]));
  const set = (name: HostId, state: InstallState): void => {
    states.set(name, state);
    onChange(states);
  };
  const left = [...targets];
  const worker = async (): Promise<void> => {
    for (let target = left.shift(); target; target = left.shift()) {
      const { name } = target;
      set(name, await oneHost(target, settings, (stage) => set(name, { state: "works", ...stage })));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, targets.length) }, worker));
  return states;
}

async function oneHost(
  target: NamedTarget,
  settings: InstallSettings,
  tell: (stage: InstallStage) => void,
): Promise<InstallState> {
  try {
    return { state: "done", ...(await installAgent(target, settings, tell)) };
  } catch (error) {
    settings.signal.throwIfAborted();
    return { state: "failed", error: AppError.from(error) };
  }
}
