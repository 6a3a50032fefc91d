import { AppError } from "@quorate/shared/errors";
import type { ExecOptions, Host } from "./host.ts";
import { lastLines } from "./run-program.ts";

/** A unit as systemd sees it; the words are systemd's own. */
export interface UnitState {
  readonly unit: string;
  /** loaded, not-found, masked, bad-setting, error. */
  readonly load: string;
  /** active, reloading, inactive, failed, activating, deactivating. */
  readonly active: string;
  /** running, exited, dead, auto-restart, start-pre ... */
  readonly sub: string;
  /** 0 when there is none. */
  readonly mainPid: number;
  /** success, exit-code, signal, timeout, oom-kill ... */
  readonly result: string;
  /** enabled, disabled, static, masked, masked-runtime ...; empty when systemd knows no file. */
  readonly fileState: string;
}

type UnitOptions = Pick<ExecOptions, "signal" | "timeoutMs">;

/** A stop may take the 90 s that systemd grants by default before it kills. */
const jobTimeoutMs = 120_000;
const properties = "LoadState,ActiveState,SubState,MainPID,Result,UnitFileState";

/** States of several units by one program start, in the order asked. Rejects STEP_COMMAND_FAILED where systemd does not run. */
export async function unitStates(
  host: Host,
  units: readonly string[],
  options: UnitOptions = {},
): Promise<readonly UnitState[]> {
  if (units.length === 0) return [];
  const text = await host.run(["systemctl", "show", "-p", properties, "--", ...units], options);
  const blocks = text.trim().split(/\n\s*\n/);
  return units.map((unit, at) => parseState(unit, blocks[at] ?? ""));
}

export async function unitState(host: Host, unit: string, options: UnitOptions = {}): Promise<UnitState> {
  const [state] = await unitStates(host, [unit], options);
  return state ?? parseState(unit, "");
}

function parseState(unit: string, block: string): UnitState {
  const fields = new Map(block.split("\n").map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
  const field = (name: string) => fields.get(name)?.trim() ?? "";
  return {
    unit,
    load: field("LoadState"),
    active: field("ActiveState"),
    sub: field("SubState"),
    mainPid: Number(field("MainPID")) || 0,
    result: field("Result"),
    fileState: field("UnitFileState"),
  };
}

/** Only queues the start: whether the service is ready is for its own probe to say. */
export const startUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["start", "--no-block"], unit, options);
export const stopUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["stop"], unit, options);
/** Waits for the restart. */
export const restartUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["restart"], unit, options);
export const reloadUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["reload"], unit, options);
export const enableUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["enable"], unit, options);
export const disableUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["disable"], unit, options);
export const maskUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["mask"], unit, options);
/** Until the next boot: also removed by unmaskUnitRuntime only. */
export const maskUnitRuntime = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["mask", "--runtime"], unit, options);
export const unmaskUnit = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["unmask"], unit, options);
export const unmaskUnitRuntime = (host: Host, unit: string, options?: UnitOptions): Promise<void> =>
  operate(host, ["unmask", "--runtime"], unit, options);

/** Makes systemd read its unit files again. */
export async function reloadUnitFiles(host: Host, options: UnitOptions = {}): Promise<void> {
  await host.run(["systemctl", "daemon-reload"], options);
}

/** The last lines a unit wrote, oldest first; empty when there is no journal. */
export async function unitJournal(
  host: Host,
  unit: string,
  count = 20,
  options: UnitOptions = {},
): Promise<readonly string[]> {
  const argv = ["journalctl", "-u", unit, "-n", String(count), "-o", "cat", "--no-pager", "--quiet"] as const;
  const result = await host.exec(argv, options);
  return result.code === 0 ? lastLines(result.stdout, count) : [];
}

/** Records what a unit is, for a step that changes it, or brings it, by another way than the functions above. */
export async function rememberUnit(host: Host, unit: string, options: UnitOptions = {}): Promise<void> {
  await host.originals.beforeUnit(unit, async () => {
    const { load, active, fileState } = await unitState(host, unit, options);
    return {
      present: load !== "not-found" && load !== "",
      active: isUp(active),
      enabled: isEnabled(fileState),
      masked: fileState === "masked",
    };
  });
}

/** Running, or on its way. */
export function isUp(active: UnitState["active"]): boolean {
  return active === "active" || active === "reloading" || active === "activating";
}

/** Enabled by a link that somebody made; a static unit is neither. */
export function isEnabled(fileState: UnitState["fileState"]): boolean {
  return fileState === "enabled" || fileState === "enabled-runtime";
}

async function operate(host: Host, verb: readonly string[], unit: string, options: UnitOptions = {}): Promise<void> {
  if (!verb.includes("--runtime") && verb[0] !== "reload") await rememberUnit(host, unit, options);
  const result = await host.exec(["systemctl", ...verb, "--", unit], { timeoutMs: jobTimeoutMs, ...options });
  if (result.code === 0) return;
  const said = lastLines(result.stderr, 5);
  throw new AppError(
    "STEP_COMMAND_FAILED",
    `systemctl ${verb.join(" ")} ${unit} exited ${result.code}: ${said[0] ?? "it says nothing"}`,
    { hint: `on the host: journalctl -u ${unit} -e`, evidence: [...said, ...(await unitJournal(host, unit, 15))] },
  );
}
