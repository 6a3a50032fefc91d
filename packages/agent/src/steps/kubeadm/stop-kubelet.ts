import { stopUnit, unitState } from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { kubeletUnit } from "./paths.ts";

/** True when it ran, or tried to. A host without the unit has nothing to stop. */
export async function stopKubelet({ host, signal }: StepContext, unit = kubeletUnit): Promise<boolean> {
  const { load, active } = await unitState(host, unit, { signal });
  if (load !== "loaded" || active === "inactive") return false;
  await stopUnit(host, unit, { signal });
  await host.exec(["systemctl", "reset-failed", "--", unit], { signal });
  return true;
}
