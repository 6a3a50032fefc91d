import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import { disableUnit, enableUnit, startUnit, stopUnit, type UnitState, unitJournal, unitState } from "../host/units.ts";
import type { ApplyHandler, StepContext } from "./handler.ts";

type Wanted = StepInput<"host.service">;
const pollMs = 100;
/** systemd's words for a unit that is started at boot, or needs no enabling for it. */
const countsAsEnabled = ["enabled", "static", "indirect", "generated", "alias"];

/** A service runs or not, now and at boot. */
export const hostService: ApplyHandler<"host.service"> = {
  type: "apply",
  probe: async (input, { host, signal }) => drift(input, await unitState(host, input.unit, { signal })),
  apply: async (input, ctx) => {
    const { host, signal } = ctx;
    const before = await unitState(host, input.unit, { signal });
    refuseUnusable(input, before);
    if (enabledDrift(input, before)) await (input.enabled ? enableUnit : disableUnit)(host, input.unit, { signal });
    if (!input.running && isRunning(before)) await stopUnit(host, input.unit, { signal });
    if (input.running && !isRunning(before)) {
      await startUnit(host, input.unit, { signal });
      await untilRunning(input.unit, ctx);
    }
    return {};
  },
};

function drift(input: Wanted, state: UnitState): readonly Drift[] {
  const running = isRunning(state);
  return [
    ...(enabledDrift(input, state)
      ? [
          {
            what: `${input.unit} at boot`,
            have: state.fileState || "unknown",
            want: input.enabled ? "enabled" : "disabled",
          },
        ]
      : []),
    ...(running === input.running
      ? []
      : [
          {
            what: `${input.unit} now`,
            have: `${state.active} (${state.sub})`,
            want: input.running ? "active" : "inactive",
          },
        ]),
  ];
}

function enabledDrift(input: Wanted, state: UnitState): boolean {
  if (input.enabled) return !countsAsEnabled.includes(state.fileState);
  return state.fileState === "enabled" || state.fileState === "enabled-runtime";
}

function isRunning(state: UnitState): boolean {
  return state.active === "active" || state.active === "reloading";
}

function refuseUnusable({ unit, enabled, running }: Wanted, state: UnitState): void {
  if (!enabled && !running) return;
  if (state.load === "not-found") {
    throw new AppError("STEP_COMMAND_FAILED", `there is no unit ${unit} on the host`, {
      hint: "install the package that brings it",
    });
  }
  if (state.load === "masked") {
    throw new AppError("STEP_COMMAND_FAILED", `${unit} is masked (${state.fileState})`, {
      hint: `if nobody needs it masked: systemctl unmask ${unit}`,
    });
  }
}

async function untilRunning(unit: string, { host, clock, signal }: StepContext): Promise<void> {
  for (;;) {
    const state = await unitState(host, unit, { signal });
    if (isRunning(state)) return;
    if (state.active === "failed") {
      throw new AppError("STEP_COMMAND_FAILED", `${unit} failed to start: ${state.result}`, {
        hint: `on the host: journalctl -u ${unit} -e`,
        evidence: await unitJournal(host, unit, 20, { signal }),
      });
    }
    await clock.sleep(pollMs, signal);
  }
}
