import { recordingHost } from "../../packages/agent/src/host/recording-host.ts";
import { hostRestore } from "../../packages/agent/src/steps/host-restore.ts";
import { converge } from "./converge.ts";
import { type FakeHost, type FakeHostOptions, fakeHost } from "./fake-host.ts";
import { type FakeStepContext, fakeStepContext } from "./fake-step-context.ts";
import { FakeSystemd, type FakeUnit } from "./fake-systemd.ts";

export const stateDir = "/var/lib/quorate-agent";
export const restoredUnits = ["keepalived.service", "haproxy.service", "etcd.service"];
export const restoreInput: { units: string[]; keep: string[] } = { units: restoredUnits, keep: [] };
export const running = { active: "active", sub: "running", fileState: "enabled", mainPid: 7 };

/** A host that records what was there, and systemd on it. */
export interface RestoreWorld {
  readonly machine: FakeHost;
  readonly ctx: FakeStepContext;
  readonly systemd: FakeSystemd;
  /** The tree without the agent's own state, as path to what is there. */
  tree(): Record<string, unknown>;
}

export function restoreWorld(
  options: FakeHostOptions = {},
  state: Readonly<Record<string, Partial<FakeUnit>>> = {},
): RestoreWorld {
  const systemd = new FakeSystemd({ units: state });
  const machine = fakeHost({ ...options, commands: [...(options.commands ?? []), systemd.command] });
  const tree = () =>
    Object.fromEntries(
      [...machine.files.entries].filter(([path]) => !path.startsWith("/var") && !path.startsWith("/proc")),
    );
  return { machine, systemd, ctx: fakeStepContext(recordingHost(machine, stateDir)), tree };
}

/** What a reset does on the host, with other input where given. */
export const restore = (at: RestoreWorld, more: Partial<typeof restoreInput> = {}) =>
  converge(hostRestore, { ...restoreInput, ...more }, at.ctx);
