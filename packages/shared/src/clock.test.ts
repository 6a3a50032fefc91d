import { describe, expect, it } from "vitest";
import { neverBack } from "./clock.ts";

/** Two clocks that a test sets by hand, both in milliseconds. */
function clocks() {
  const now = { wall: 1_000_000, mono: 500 };
  return { now, steady: neverBack({ wallMs: () => now.wall, monoNs: () => BigInt(now.mono) * 1_000_000n }) };
}

describe("neverBack", () => {
  it("fault 28: goes on where it was when the clock is set back, so that nothing lives longer", () => {
    const { now, steady } = clocks();
    now.wall += 1_000;
    now.mono += 1_000;
    expect(steady.wallMs()).toBe(1_001_000);
    now.wall -= 3_600_000;
    now.mono += 5_000;
    expect(steady.wallMs()).toBe(1_006_000);
  });

  it("goes along when the clock is set forward", () => {
    const { now, steady } = clocks();
    now.wall += 3_600_000;
    now.mono += 1;
    expect(steady.wallMs()).toBe(4_600_000);
    now.wall -= 3_600_000;
    now.mono += 10;
    expect(steady.wallMs()).toBe(4_600_010);
  });
});
