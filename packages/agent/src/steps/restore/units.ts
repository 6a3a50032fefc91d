import { AppError } from "@quorate/shared/errors";
import type { Host, OriginalPath, OriginalUnit } from "../../host/host.ts";
import {
  disableUnit,
  enableUnit,
  isEnabled,
  isUp,
  restartUnit,
  startUnit,
  stopUnit,
  type UnitState,
  unitState,
  unmaskUnit,
} from "../../host/units.ts";
import type { StepContext } from "../handler.ts";
import { type Account, done, leftAlone, nothing, together } from "./account.ts";

const unitFolder = "/etc/systemd/system/";

/**
 * Units that a restore answers for, in the order to stop them: the named ones, those whose file is ours and goes, and those that
 * steps turned off. A unit that steps turned on and that is not named stays with what is kept.
 */
export async function unitsToRestore(
  host: Host,
  named: readonly string[],
  going: readonly OriginalPath[],
  options: Pick<StepContext, "signal">,
): Promise<readonly OriginalUnit[]> {
  const recorded = await host.originals.units();
  const files = going.filter(({ was }) => was.kind === "absent").map(({ path }) => path);
  const chosen: OriginalUnit[] = [];
  for (const unit of recorded) {
    const answersFor = named.includes(unit.unit) || files.includes(unitFolder + unit.unit);
    if (answersFor || (await isTurnedOff(host, unit, options))) chosen.push(unit);
  }
  const place = ({ unit }: OriginalUnit) => (named.includes(unit) ? named.indexOf(unit) : named.length);
  return chosen.sort((a, b) => place(a) - place(b));
}

async function isTurnedOff(host: Host, was: OriginalUnit, options: Pick<StepContext, "signal">): Promise<boolean> {
  if (was.active || was.enabled) return true;
  const now = await unitState(host, was.unit, options);
  return !isUp(now.active) && !isEnabled(now.fileState);
}

/** Before the files go: whatever was off is off again. */
export async function turnOff({ host, signal }: StepContext, was: OriginalUnit): Promise<Account> {
  const now = await unitState(host, was.unit, { signal });
  const did: string[] = [];
  // Also one between two starts: its file may go, and systemd would keep trying.
  if (!was.active && (isUp(now.active) || now.mainPid !== 0)) {
    await stopUnit(host, was.unit, { signal });
    did.push(`stopped ${was.unit}`);
  }
  if (!was.enabled && isEnabled(now.fileState)) {
    await disableUnit(host, was.unit, { signal });
    did.push(`disabled ${was.unit}`);
  }
  return done(...did);
}

/** After the files are back: whatever was on is on again, with its own files. */
export async function turnOn(
  { host, signal }: StepContext,
  was: OriginalUnit,
  filesChanged: boolean,
): Promise<Account> {
  if (!was.present) return nothing;
  const now = await unitState(host, was.unit, { signal });
  const accounts = [
    now.fileState === "masked" && !was.masked
      ? await attempt(`unmasked ${was.unit}`, () => unmaskUnit(host, was.unit, { signal }))
      : nothing,
    was.enabled && !isEnabled(now.fileState)
      ? await attempt(`enabled ${was.unit}`, () => enableUnit(host, was.unit, { signal }))
      : nothing,
    was.active ? await running(host, was.unit, now, filesChanged, { signal }) : nothing,
  ];
  return together(accounts);
}

async function running(
  host: Host,
  unit: string,
  now: UnitState,
  filesChanged: boolean,
  options: Pick<StepContext, "signal">,
): Promise<Account> {
  if (!isUp(now.active)) return attempt(`started ${unit}`, () => startUnit(host, unit, options));
  return filesChanged
    ? attempt(`restarted ${unit}, which ran before`, () => restartUnit(host, unit, options))
    : nothing;
}

/** A service of the host that does not come up again is told, and does not keep the rest from being put back. */
async function attempt(what: string, work: () => Promise<void>): Promise<Account> {
  try {
    await work();
    return done(what);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "STEP_COMMAND_FAILED") throw error;
    return leftAlone(`not ${what}: ${error.message.slice(0, 300)}`);
  }
}
