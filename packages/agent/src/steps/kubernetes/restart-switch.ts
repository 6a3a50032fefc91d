import type { StepContext } from "../handler.ts";

/** A dead man's switch: systemd starts the unit again even when the agent that stopped it is gone. */
export interface RestartSwitch {
  disarm(): Promise<void>;
}

/** A transient timer, which no reboot outlives: then the unit starts at boot anyway. */
export async function armRestart({ host, signal }: StepContext, unit: string, afterMs: number): Promise<RestartSwitch> {
  const name = `quorate-restart-${unit.replace(/\.service$/, "")}`;
  const remove = async (): Promise<void> => {
    await host.exec(["systemctl", "stop", "--", `${name}.timer`]);
    await host.exec(["systemctl", "reset-failed", "--", `${name}.service`]);
  };
  // One that an earlier attempt left behind would take the name.
  await remove();
  const when = [`--on-active=${Math.ceil(afterMs / 1_000)}`, "--timer-property=AccuracySec=1s"];
  await host.run(["systemd-run", `--unit=${name}`, ...when, "--", "systemctl", "start", unit], { signal });
  return { disarm: remove };
}
