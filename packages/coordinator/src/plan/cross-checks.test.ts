import { hostId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { factsOf, fakeSpec } from "../../../../test/fakes/cluster.ts";
import { crossCheck } from "./cross-checks.ts";

const spec = fakeSpec();
const estimate = (wallMs: number, errorMs: number) => ({
  monoOffsetNs: 0n,
  wallOffsetNs: BigInt(wallMs) * 1_000_000n,
  errorNs: BigInt(errorMs) * 1_000_000n,
  samples: 8,
});
const clocks = new Map(["m1", "m2", "m3"].map((name) => [hostId(name), estimate(3, 1)]));
const failed = (input: Parameters<typeof crossCheck>[0]) =>
  crossCheck(input).filter(({ severity }) => severity === "error");

describe("crossCheck", () => {
  it("finds nothing wrong with three different hosts", () => {
    expect(failed({ spec, facts: factsOf(spec), clocks })).toEqual([]);
  });

  it("names both hosts that were cloned with one machine id", () => {
    const [check] = failed({ spec, facts: factsOf(spec, { machineId: "same" }), clocks });
    expect(check).toMatchObject({ id: "MACHINE-ID", detail: "m1 and m2 and m3 have the same machine id same" });
  });

  it("refuses hosts of one name only when the run does not name them itself", () => {
    const facts = factsOf(spec, { hostname: "localhost" });
    expect(failed({ spec, facts, clocks })).toEqual([]);
    const kept = fakeSpec({ system: { ...spec.system, setHostName: false } });
    expect(failed({ spec: kept, facts, clocks })).toMatchObject([{ id: "HOSTNAME" }]);
  });

  it("fault 27: refuses a clock that is certainly beyond the limit, and no other", () => {
    const late = new Map(clocks).set(hostId("m2"), estimate(-2_500, 100));
    expect(failed({ spec, facts: factsOf(spec), clocks: late })).toMatchObject([
      { id: "CLOCK", detail: "m2: clock ahead by 2500.0 ms ±100.0 (limit 2000 ms)" },
    ]);
    const unsure = new Map(clocks).set(hostId("m2"), estimate(2_050, 100));
    expect(failed({ spec, facts: factsOf(spec), clocks: unsure })).toEqual([]);
  });

  it("turns an excepted check into one that is shown and does not stop", () => {
    const lenient = fakeSpec({ preflight: { ...spec.preflight, ignore: ["MACHINE-ID"] } });
    const checks = crossCheck({ spec: lenient, facts: factsOf(spec, { machineId: "same" }), clocks });
    expect(checks.find(({ id }) => id === "MACHINE-ID")?.severity).toBe("ignored");
  });
});
