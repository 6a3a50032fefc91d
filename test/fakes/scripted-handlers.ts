import type { LeasedStep } from "@quorate/shared/command";
import { AppError } from "@quorate/shared/errors";
import { stepKinds } from "@quorate/shared/step/contract";
import type { Drift } from "@quorate/shared/step/outcome";
import type {
  ApplyHandler,
  BarrierHandler,
  CheckHandler,
  StepContext,
  StepHandlers,
} from "../../packages/agent/src/steps/handler.ts";

/** Handlers of three kinds, one of each type; every other kind fails when it is used. */
export interface Scripted {
  readonly apply?: Partial<ApplyHandler<"host.swap-off">>;
  readonly check?: Partial<CheckHandler<"agent.self-check">>;
  readonly barrier?: Partial<BarrierHandler<"vip.verify">>;
}

export const swapDrift: Drift = { what: "swap", have: "/dev/sda2", want: "" };

export function scriptedHandlers(scripted: Scripted = {}): StepHandlers {
  const unused: CheckHandler<"agent.self-check"> = {
    type: "check",
    check: async () => {
      throw new AppError("INTERNAL", "this kind is not scripted");
    },
  };
  const others = Object.fromEntries(stepKinds.map((kind) => [kind, unused]));
  return {
    ...others,
    "host.swap-off": onceDifferent(scripted.apply),
    "agent.self-check": { type: "check", check: async () => ({}), ...scripted.check },
    "vip.verify": { ...barrier(), ...scripted.barrier },
  } as unknown as StepHandlers;
}

/** Differs until it is applied. */
function onceDifferent(scripted: Scripted["apply"]): ApplyHandler<"host.swap-off"> {
  let applied = false;
  return {
    type: "apply",
    probe: async () => (applied ? [] : [swapDrift]),
    ...scripted,
    apply: async (input, ctx) => {
      const output = (await scripted?.apply?.(input, ctx)) ?? { disabled: ["/dev/sda2"] };
      applied = true;
      return output;
    },
  };
}

function barrier(): BarrierHandler<"vip.verify"> {
  let fired = false;
  return {
    type: "barrier",
    readOnly: false,
    probe: async () => (fired ? [] : [{ what: "vip", have: "", want: "held" }]),
    arm: async () => undefined,
    fire: async () => {
      fired = true;
      return { holdsVip: true, portAnswers: true };
    },
    undo: async () => {
      if (!fired) return [];
      fired = false;
      return ["gave the VIP back"];
    },
  };
}

export const applyStep: LeasedStep = { kind: "host.swap-off", input: {}, timeoutMs: 10_000, barrier: false };
export const checkStep: LeasedStep = {
  kind: "agent.self-check",
  input: { ordinal: 1 },
  timeoutMs: 10_000,
  barrier: false,
};
export const barrierStep: LeasedStep = {
  kind: "vip.verify",
  input: { vip: "192.168.1.33", prefix: 24, port: 12567, stableMs: 0 },
  timeoutMs: 10_000,
  barrier: true,
};

/** Rejects when the step is told to stop, as a handler that heeds its signal does. */
export function untilAborted(ctx: StepContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason), { once: true });
  });
}
