import type { Host, HostFiles } from "../../host/host.ts";
import { rememberUnit } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";

/** Debian's packages start their services when they are installed; a unit that is masked until the next boot cannot start. */
export async function whileMasked(
  { host, signal }: StepContext,
  units: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  if (units.length === 0) return work();
  for (const unit of units) await rememberUnit(host, unit, { signal });
  await host.run(["systemctl", "mask", "--runtime", "--", ...units], { signal });
  try {
    await work();
  } finally {
    // Also after a cancel: a unit that stays masked is a host that does not come up.
    await unmask(host, units);
  }
}

export async function unmask(host: Host, units: readonly string[]): Promise<void> {
  if (units.length > 0) await host.run(["systemctl", "unmask", "--runtime", "--", ...units]);
}

/** Units that an agent masked which died before it could unmask them. */
export async function leftMasked(
  files: Pick<HostFiles, "readLink">,
  units: readonly string[],
): Promise<readonly string[]> {
  const targets = await Promise.all(units.map((unit) => files.readLink(`/run/systemd/system/${unit}`)));
  return units.filter((_unit, at) => targets[at] === "/dev/null");
}
