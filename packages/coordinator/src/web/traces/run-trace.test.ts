import { describe, expect, it } from "vitest";
import type { RunScript } from "../../../../../test/fakes/run-script.ts";
import { certifiedRun, failedRun, memberDied } from "../../../../../test/fakes/scripted-runs.ts";
import { type RunStory, storyOf } from "../story/run-story.ts";
import { otlpBody } from "./otlp.ts";
import { runTrace, type Span } from "./run-trace.ts";

function storyOfScript({ records, run }: Pick<RunScript, "records" | "run">): RunStory {
  const story = storyOf(records, run);
  if (!story) throw new Error("the script has no run");
  return story;
}

const traceOf = (script: RunScript): readonly Span[] => runTrace(storyOfScript(script));
const attribute = (span: Span | undefined, key: string) => span?.attributes.find(([name]) => name === key)?.[1];
const stepOf = (spans: readonly Span[], id: string): Span | undefined =>
  spans.find((span) => attribute(span, "quorate.step") === id);

describe("the trace of a run", () => {
  it("is the run, below it its phases, below them its steps, each inside its parent", () => {
    const spans = traceOf(certifiedRun());
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    expect(byId.size).toBe(spans.length);
    const [root, ...others] = spans;
    expect(root?.parentId).toBeUndefined();
    for (const { name, parentId, startMs, endMs } of others) {
      const parent = byId.get(parentId ?? "");
      if (!parent) throw new Error(`${name} has no parent`);
      expect([startMs >= parent.startMs, endMs <= parent.endMs], name).toEqual([true, true]);
    }
    const phases = others.filter(({ parentId }) => parentId === root?.spanId);
    const steps = others.filter(({ parentId }) => phases.some(({ spanId }) => spanId === parentId));
    expect(phases.length + steps.length).toBe(others.length);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it("has ids of the run and the steps alone: made again it is the same, and another run has another", () => {
    const ids = (script: RunScript) => traceOf(script).map(({ traceId, spanId }) => `${traceId} ${spanId}`);
    expect(ids(certifiedRun())).toEqual(ids(certifiedRun()));
    expect(traceOf(certifiedRun())[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceOf(certifiedRun())[0]?.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it("says of each step its host, outcome, attempt, and whether the run waited for it", () => {
    const span = stepOf(traceOf(certifiedRun()), "etcd/start/k8s-master90");
    expect(span?.name).toBe("etcd.start");
    expect(Object.fromEntries(span?.attributes ?? [])).toMatchObject({
      ...{ "host.name": "k8s-master90", "quorate.outcome": "changed", "quorate.attempt": 1, "quorate.retries": 0 },
      "quorate.critical_path": expect.any(Boolean),
    });
    expect(span?.status).toBe("ok");
    expect(span?.events.map(({ name }) => name)).toEqual(expect.arrayContaining(["started", "port-open", "ready"]));
  });

  it("has errors as status, on the step and on the run, and a canceled step is none", () => {
    const spans = traceOf(failedRun());
    expect(spans[0]).toMatchObject({ status: "error", message: expect.stringContaining(memberDied.code) });
    expect(attribute(spans[0], "error.type")).toBe(memberDied.code);
    expect(spans.some(({ name, status }) => name === "etcd.start" && status === "error")).toBe(true);
    const canceled = spans.filter((span) => attribute(span, "quorate.outcome") === "canceled");
    expect(canceled.length).toBeGreaterThan(0);
    expect(new Set(canceled.map(({ status }) => status))).toEqual(new Set(["unset"]));
  });

  it("has nothing of what steps said, found, gave or undid", () => {
    const canary = "canary-7d1e3f60";
    const script = failedRun();
    const records = script.records.map((record) => {
      const { event } = record;
      if (event.type !== "step.finished") return record;
      const drift = [{ what: "file", have: canary, want: canary }];
      const failure = event.failure && { ...event.failure, hint: canary, evidence: [canary] };
      return {
        ...record,
        event: { ...event, drift, output: { canary }, undone: [canary], ...(failure ? { failure } : {}) },
      };
    });
    const body = otlpBody(runTrace(storyOfScript({ records, run: script.run })), { name: "q", version: "1" });
    expect(body).not.toContain(canary);
  });
});
