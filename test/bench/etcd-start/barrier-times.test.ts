import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import { barrierId, hostId, runId, stepId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { barrierTimes } from "./barrier-times.ts";

const run = runId("r-1");
const [m1, m2] = [hostId("m1"), hostId("m2")];
const records = (events: readonly ClusterEvent[]): EventRecord[] =>
  events.map((event, index) => ({ seq: index + 1, at: "", event }));

const finished: ClusterEvent = {
  type: "barrier.finished",
  run,
  barrier: barrierId("etcd/start"),
  result: {
    outcome: "done",
    skewMs: 61.5,
    marks: [
      { host: m1, name: "command-sent", atMs: 0, errorMs: 0 },
      { host: m1, name: "started", atMs: 20, errorMs: 0.2 },
      { host: m1, name: "ready", atMs: 410, errorMs: 0.2 },
      { host: m2, name: "command-sent", atMs: 60, errorMs: 0 },
      { host: m2, name: "started", atMs: 81.5, errorMs: 0.3 },
      { host: m2, name: "ready", atMs: 400, errorMs: 0.3 },
    ],
  },
};
const started: ClusterEvent = {
  type: "step.mark",
  run,
  step: stepId("etcd/start/m2"),
  mark: { name: "started", atNs: "5000081500000", errorNs: "300000" },
};

describe("barrierTimes", () => {
  it("finds the first command's moment from a mark that is told both ways", () => {
    expect(barrierTimes(records([started, finished])).firstCommandNs).toBe(5_000_000_000_000n);
  });

  it("gives the latest host's moment of each mark, and the skew with the bound of its error", () => {
    const times = barrierTimes(records([started, finished]));
    expect(times.marks.get("ready")).toBe(410);
    expect(times.marks.get("started")).toBe(81.5);
    expect(times).toMatchObject({ skewMs: 61.5, skewErrorMs: 0.3 });
  });

  it("refuses a run in which nothing was started", () => {
    expect(() => barrierTimes(records([started]))).toThrow("this run started no etcd");
    const unneeded = { ...finished, result: { outcome: "unneeded", marks: [] } } as const;
    expect(() => barrierTimes(records([unneeded]))).toThrow("this run started no etcd");
  });
});
