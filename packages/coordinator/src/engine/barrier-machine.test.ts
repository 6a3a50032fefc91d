import { barrierId, type HostId, hostId, stepId } from "@quorate/shared/ids";
import type { Barrier, Plan, Step } from "@quorate/shared/plan";
import type { Failure } from "@quorate/shared/step/outcome";
import { describe, expect, it } from "vitest";
import { RunPart } from "../../../../test/fakes/run-part.ts";

const start = barrierId("start");
const [m1, m2] = [hostId("m1"), hostId("m2")];
const stepOf = (host: HostId): Step => ({
  ...{ id: stepId(`start/${host}`), kind: "agent.self-check", host, title: "start", needs: [], barrier: start },
  ...{ input: { ordinal: 1 }, timeoutMs: 10_000 },
});
const [well, late] = [stepOf(m1), stepOf(m2)];
const barrier: Barrier = {
  ...{ id: start, title: "Start", steps: [well.id, late.id], order: "together", armMs: 20_000, windowMs: 60_000 },
  ...{ missed: "ETCD_START_WINDOW_MISSED", undo: true },
};
const plan: Plan = {
  ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [m1, m2], assertions: [], barriers: [barrier] },
  phases: [{ name: "p", title: "P", steps: [well, late] }],
};
const missed: Failure = {
  ...{ code: "ETCD_START_WINDOW_MISSED", message: "m2 still waited", hint: "see the evidence" },
  evidence: ["its own line"],
};
const witness: Failure = {
  ...{ code: "CERTIFICATE_INVALID", message: "m1 says: refused", hint: "mend the address" },
  evidence: ["rejected connection"],
};

/** Fired on both; the second ends like this, and the first, which was done, is canceled and tells what it saw. */
function endOf(failure: Failure, seen: Failure | undefined): RunPart {
  const part = RunPart.begin(plan);
  part.begin();
  part.arm(well);
  part.arm(late);
  part.finish(well, "changed");
  part.finish(late, "failed", 1, failure);
  part.finish(well, "canceled", 1, seen);
  return part;
}

describe("a barrier that a member missed", () => {
  it("fails with what the other members saw of the cause: message, way out and evidence", () => {
    expect(endOf(missed, witness).end).toMatchObject({
      failure: {
        code: "ETCD_START_WINDOW_MISSED",
        message: "m2 still waited; m1 says: refused",
        hint: "mend the address",
        evidence: ["its own line", "m1: rejected connection"],
      },
    });
  });

  it("fails with its own words when nobody saw anything", () => {
    expect(endOf(missed, undefined).end).toMatchObject({ failure: missed });
  });

  it("keeps the way out of a member that knows its cause", () => {
    const died: Failure = { code: "PORT_TAKEN", message: "2380 is taken", hint: "stop it", evidence: [] };
    expect(endOf(died, witness).end).toMatchObject({ failure: { code: "PORT_TAKEN", hint: "stop it" } });
  });

  it("says nothing of what members saw when it is the coordinator that stopped", () => {
    const part = RunPart.begin(plan);
    part.begin();
    part.arm(well);
    const now = part.next(plan);
    now.begin();
    now.finish(well, "canceled", 1, witness);
    now.finish(late, "canceled");
    const told = now.log.find((event) => event.type === "barrier.finished");
    expect(told).toMatchObject({ failure: { code: "RUN_INTERRUPTED", evidence: [] } });
  });
});
