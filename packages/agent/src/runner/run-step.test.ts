import { AppError } from "@quorate/shared/errors";
import { describe, expect, test } from "vitest";
import { begin } from "../../../../test/fakes/begun-step.ts";
import {
  applyStep,
  barrierStep,
  checkStep,
  swapDrift,
  untilAborted,
} from "../../../../test/fakes/scripted-handlers.ts";

describe("a step that applies", () => {
  test("is changed when the second probe finds no difference, and keeps what the first one found", async () => {
    expect(await begin(applyStep).result).toMatchObject({
      outcome: "changed",
      drift: [swapDrift],
      output: { disabled: ["/dev/sda2"] },
    });
  });

  test("is unchanged and not applied when nothing differs", async () => {
    const apply = async (): Promise<never> => {
      throw new Error("applied");
    };
    const { result } = begin(applyStep, { apply: { probe: async () => [], apply } });
    expect(await result).toMatchObject({ outcome: "unchanged", drift: [], output: null });
  });

  test("fails with what it has and what it wants when the difference stays", async () => {
    const { result } = begin(applyStep, { apply: { probe: async () => [swapDrift] } });
    const { outcome, failure } = await result;
    expect(outcome).toBe("failed");
    expect(failure?.code).toBe("STEP_NOT_CONVERGED");
    expect(failure?.message).toContain("swap: have /dev/sda2, want nothing");
  });

  test("says what differs and changes nothing in probe mode", async () => {
    const apply = async (): Promise<never> => {
      throw new Error("applied");
    };
    const { result } = begin(applyStep, { apply: { apply } }, "probe");
    expect(await result).toMatchObject({ outcome: "unchanged", drift: [swapDrift], output: null });
  });

  test("fails with the handler's own error and keeps the drift", async () => {
    const apply = async (): Promise<never> => {
      throw new AppError("STEP_COMMAND_FAILED", "swapoff exited 1", { evidence: ["busy"] });
    };
    expect(await begin(applyStep, { apply: { apply } }).result).toMatchObject({
      outcome: "failed",
      drift: [swapDrift],
      failure: { code: "STEP_COMMAND_FAILED", message: "swapoff exited 1", evidence: ["busy"] },
    });
  });

  test("cannot take part in a barrier", async () => {
    const { result } = begin({ ...applyStep, barrier: true });
    expect(await result).toMatchObject({ outcome: "failed", failure: { code: "STEP_INPUT_INVALID" } });
  });
});

describe("a step that checks", () => {
  test("gives its output and is unchanged", async () => {
    expect(await begin(checkStep).result).toMatchObject({ outcome: "unchanged", output: {} });
  });

  test("is not run in probe mode: it has nothing to change", async () => {
    const check = async (): Promise<never> => {
      throw new Error("ran");
    };
    expect(await begin(checkStep, { check: { check } }, "probe").result).toMatchObject({ outcome: "unchanged" });
  });

  test("that throws something of its own making fails as INTERNAL", async () => {
    const check = async (): Promise<never> => {
      throw new TypeError("x is undefined");
    };
    const { failure } = await begin(checkStep, { check: { check } }).result;
    expect(failure).toMatchObject({ code: "INTERNAL", message: "x is undefined" });
  });
});

describe("a step of a barrier", () => {
  test("arms, says so, waits for fire and is then changed", async () => {
    const { clock, seen, fire, result } = begin(barrierStep);
    await clock.advance(1_000);
    expect(seen.armed).toBe(true);
    fire.resolve();
    expect(await result).toMatchObject({ outcome: "changed", output: { holdsVip: true }, durationMs: 1_000 });
  });

  test("neither arms nor waits when nothing differs", async () => {
    const { result, seen } = begin(barrierStep, { barrier: { probe: async () => [] } });
    expect(await result).toMatchObject({ outcome: "unchanged" });
    expect(seen.armed).toBe(false);
  });

  test("does not wait when the plan has no barrier around it", async () => {
    const { result, seen } = begin({ ...barrierStep, barrier: false });
    expect(await result).toMatchObject({ outcome: "changed" });
    expect(seen.armed).toBe(false);
  });

  test("is unchanged when its fire only looks", async () => {
    const { result, fire } = begin(barrierStep, { barrier: { readOnly: true, probe: async () => [swapDrift] } });
    fire.resolve();
    expect(await result).toMatchObject({ outcome: "unchanged", output: { holdsVip: true } });
  });

  test("is canceled while it waits, and what it armed is taken back", async () => {
    const undo = async (): Promise<readonly string[]> => ["closed the port"];
    const { clock, cancel, result } = begin(barrierStep, { barrier: { undo } });
    await clock.advance(1_000);
    cancel.abort(new AppError("INTERNAL", "canceled"));
    const { outcome, undone, failure } = await result;
    expect({ outcome, undone, failure }).toEqual({
      outcome: "canceled",
      undone: ["closed the port"],
      failure: undefined,
    });
  });

  test("that fails after fire takes back what it did, under a signal that has not aborted", async () => {
    const aborted: boolean[] = [];
    const { result, fire } = begin(barrierStep, {
      barrier: {
        fire: async () => {
          throw new AppError("ETCD_MEMBER_DIED", "etcd exited 1");
        },
        undo: async (_input, ctx) => {
          aborted.push(ctx.signal.aborted);
          return ["stopped etcd.service"];
        },
      },
    });
    fire.resolve();
    expect(await result).toMatchObject({
      outcome: "failed",
      undone: ["stopped etcd.service"],
      failure: { code: "ETCD_MEMBER_DIED" },
    });
    expect(aborted).toEqual([false]);
  });

  test("that cannot be taken back after a cancel has failed: somebody must look", async () => {
    const undo = async (): Promise<never> => {
      throw new AppError("STEP_COMMAND_FAILED", "systemctl stop exited 1");
    };
    const { clock, cancel, result } = begin(barrierStep, { barrier: { undo } });
    await clock.advance(1);
    cancel.abort(new AppError("INTERNAL", "canceled"));
    expect(await result).toMatchObject({
      outcome: "failed",
      failure: { code: "STEP_COMMAND_FAILED", message: "systemctl stop exited 1" },
    });
  });

  test("whose undo hangs is given up in less than the minute that the coordinator waits", async () => {
    const { clock, cancel, result } = begin(barrierStep, { barrier: { undo: () => new Promise(() => undefined) } });
    await clock.advance(1);
    cancel.abort(new AppError("INTERNAL", "canceled"));
    await clock.advance(55_000);
    expect(await result).toMatchObject({ outcome: "failed", failure: { code: "STEP_TIMED_OUT" } });
  });
});

describe("a step that takes too long", () => {
  test("is told to stop at its limit and fails with its last lines", async () => {
    const { clock, result } = begin(applyStep, {
      apply: {
        apply: (_input, ctx) => {
          ctx.output("waiting for the swap device");
          return untilAborted(ctx);
        },
      },
    });
    await clock.advance(10_000);
    expect(await result).toMatchObject({
      outcome: "failed",
      durationMs: 10_000,
      failure: {
        code: "STEP_TIMED_OUT",
        message: "host.swap-off did not end within 10 s",
        evidence: ["waiting for the swap device"],
      },
    });
  });

  test("and does not heed its signal is given up five seconds later", async () => {
    const { clock, result } = begin(applyStep, { apply: { apply: () => new Promise(() => undefined) } });
    await clock.advance(15_000);
    expect(await result).toMatchObject({ outcome: "failed", failure: { code: "STEP_TIMED_OUT" } });
  });

  test("says what the handler made of the abort", async () => {
    const { clock, result } = begin(applyStep, {
      apply: {
        apply: (_input, ctx) =>
          untilAborted(ctx).catch(() => {
            throw new AppError("STEP_COMMAND_FAILED", "swapoff was killed");
          }),
      },
    });
    await clock.advance(10_000);
    expect((await result).failure).toMatchObject({ code: "STEP_TIMED_OUT", evidence: ["swapoff was killed"] });
  });

  test("fails with what the handler waited for, when it names the time-out as the cause", async () => {
    const { clock, result } = begin(applyStep, {
      apply: {
        apply: (_input, ctx) => {
          ctx.output("m2 is not Ready");
          return untilAborted(ctx).catch((cause) => {
            throw new AppError("KUBERNETES_NOT_READY", "node m2 is not Ready", { cause, evidence: ["cni missing"] });
          });
        },
      },
    });
    await clock.advance(10_000);
    expect((await result).failure).toMatchObject({
      code: "KUBERNETES_NOT_READY",
      message: "node m2 is not Ready",
      evidence: ["cni missing", "m2 is not Ready"],
    });
  });
});

test("a canceled step is canceled, also when its handler calls it a failure", async () => {
  const { clock, cancel, result } = begin(applyStep, {
    apply: {
      apply: (_input, ctx) =>
        untilAborted(ctx).catch(() => {
          throw new AppError("STEP_COMMAND_FAILED", "killed");
        }),
    },
  });
  await clock.advance(1);
  cancel.abort(new AppError("INTERNAL", "canceled"));
  expect(await result).toMatchObject({ outcome: "canceled" });
});

test("a step that the agent's end interrupts fails with that reason", async () => {
  const { clock, stop, result } = begin(applyStep, { apply: { apply: (_input, ctx) => untilAborted(ctx) } });
  await clock.advance(1);
  stop.abort(new AppError("HOST_LOST", "the agent was stopped"));
  expect(await result).toMatchObject({
    outcome: "failed",
    failure: { code: "HOST_LOST", message: "the agent was stopped" },
  });
});

test("a finished step leaves no timer behind", async () => {
  const { clock, result } = begin(applyStep);
  await result;
  expect(clock.pending).toBe(0);
});
