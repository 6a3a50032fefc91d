import { AppError } from "@quorate/shared/errors";
import { describe, expect, test } from "vitest";
import { begin } from "../../../../test/fakes/begun-step.ts";
import { barrierStep } from "../../../../test/fakes/scripted-handlers.ts";

describe("a step of a barrier that failed on another host", () => {
  test("tells what it saw of the cause when it is canceled, before anything is taken back", async () => {
    const order: string[] = [];
    const witness = async () => {
      order.push("look");
      return new AppError("CERTIFICATE_INVALID", "a peer was refused");
    };
    const undo = async (): Promise<readonly string[]> => {
      order.push("undo");
      return ["stopped"];
    };
    const { clock, cancel, result } = begin(barrierStep, { barrier: { witness, undo } });
    await clock.advance(1_000);
    cancel.abort(new AppError("INTERNAL", "canceled"));
    expect(await result).toMatchObject({
      ...{ outcome: "canceled", undone: ["stopped"], failure: { code: "CERTIFICATE_INVALID" } },
    });
    expect(order).toEqual(["look", "undo"]);
  });

  test("is taken back also when the look before it fails or hangs", async () => {
    const undo = async (): Promise<readonly string[]> => ["stopped"];
    const broken = async (): Promise<never> => {
      throw new AppError("STEP_COMMAND_FAILED", "journalctl exited 1");
    };
    for (const witness of [broken, () => new Promise<never>(() => undefined)]) {
      const { clock, cancel, result } = begin(barrierStep, { barrier: { witness, undo } });
      await clock.advance(1_000);
      cancel.abort(new AppError("INTERNAL", "canceled"));
      await clock.advance(7_000);
      const { outcome, undone, failure } = await result;
      expect({ outcome, undone, failure }).toEqual({ outcome: "canceled", undone: ["stopped"], failure: undefined });
    }
  });
});
