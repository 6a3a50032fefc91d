import { describe, expect, it } from "vitest";
import { RunScript, scriptHosts } from "../../../../../test/fakes/run-script.ts";
import { doneRun, failedRun, runInWindow } from "../../../../../test/fakes/scripted-runs.ts";
import { MemoryLog } from "../../../../../test/sim/memory-log.ts";
import { storyOf } from "./run-story.ts";
import { StoryShelf } from "./story-shelf.ts";

const [m90 = "", , m93 = ""] = scriptHosts;

function tell(script: RunScript) {
  const story = storyOf(script.records, script.run);
  if (!story) throw new Error("a script begins with start()");
  return { story, nowMs: Date.parse(script.records.at(-1)?.at ?? "") };
}

describe("the story of a run", () => {
  it("has each attempt of a step with its own beginning and end", () => {
    const script = new RunScript().start();
    const [step] = script.steps("packages", "install", m90);
    if (!step) throw new Error("the script has no such step");
    script.lease([step]).after(500).finish([step], "failed").after(2_000).lease([step], 2).after(700);
    script.finish([step], "changed", { attempt: 2 }).after(100);
    const begin = Date.parse(script.records[0]?.at ?? "");
    const told = tell(script).story.attempts.map(({ attempt, startMs, endMs = 0, state }) => [
      ...[attempt, startMs - begin, endMs - begin, state],
    ]);
    expect(told).toEqual([
      [1, 0, 500, "failed"],
      [2, 2_500, 3_200, "changed"],
    ]);
  });

  it("counts a lease that goes again to an agent that came back as the same attempt", () => {
    const script = new RunScript().start();
    const [step] = script.steps("packages", "install", m90);
    if (!step) throw new Error("the script has no such step");
    script.lease([step]).after(4_000).lease([step]).after(1_000).finish([step]);
    const [only, ...more] = tell(script).story.attempts;
    expect(more).toEqual([]);
    expect((only?.endMs ?? 0) - (only?.startMs ?? 0)).toBe(5_000);
  });

  it("goes back along what held it up: the last need to end, and the member of a barrier that came last", () => {
    const script = new RunScript().start();
    const on = (host: string, phase: string, name: string) => script.steps(phase, name, host);
    script.do(on(m90, "etcd", "configure"), 100).lease(on(m90, "etcd", "start"));
    script.do(on(m93, "packages", "install"), 5_000).do(on(m93, "etcd", "configure"), 100);
    script
      .lease(on(m93, "etcd", "start"))
      .after(400)
      .finish(script.steps("etcd", "start", m93));
    script
      .after(50)
      .finish(on(m90, "etcd", "start"))
      .do(on(m90, "etcd", "write-proof"), 30);
    const { story, nowMs } = tell(script);
    const path = story.criticalPath(nowMs);
    expect(path.steps).toEqual([
      `packages/install/${m93}`,
      `etcd/configure/${m93}`,
      `etcd/start/${m93}`,
      `etcd/start/${m90}`,
      `etcd/write-proof/${m90}`,
    ]);
    expect(path.ms).toBe(5_580);
  });

  it("of a whole run has no hole: from its first step to its last", () => {
    const { story, nowMs } = tell(doneRun());
    const { steps, ms } = story.criticalPath(nowMs);
    expect(steps[0]).toMatch(/^preflight\/host\//);
    expect(steps.at(-1)).toMatch(/^etcd\/settle\//);
    expect(ms).toBe(nowMs - story.progress.startedMs);
  });

  it("is told while the start window is open, by the moments that members told so far", () => {
    const window = tell(runInWindow()).story.barriers.find(({ barrier }) => barrier.id === "etcd/start");
    expect(window?.state).toBe("firing");
    expect(window?.marks.map(({ host, name }) => `${host} ${name}`)).toEqual([`${m90} commanded`, `${m90} started`]);
  });

  it("ends with the run: what answered no more is lost", () => {
    const script = new RunScript()
      .start()
      .lease(new RunScript().steps("packages", "install", m93))
      .after(900);
    script.end("failed").after(60_000);
    const [attempt] = tell(script).story.attempts;
    expect(attempt).toMatchObject({ state: "lost" });
    expect((attempt?.endMs ?? 0) - (attempt?.startMs ?? 0)).toBe(900);
  });
});

describe("the stories that are kept", () => {
  it("go on where they were read to, and are no other than when read in one go", () => {
    const log = new MemoryLog();
    const { records, run } = failedRun();
    log.records.push(...records.slice(0, 40));
    const shelf = new StoryShelf(log);
    expect(shelf.story(run, 1)?.progress.finished).toBeUndefined();
    log.records.push(...records.slice(40));
    const late = shelf.story(run, 1);
    expect(late?.progress.finished?.outcome).toBe("failed");
    expect(late?.attempts).toEqual(storyOf(records, run)?.attempts);
  });

  it("are none for a run that is not in the log", () => {
    expect(new StoryShelf(new MemoryLog()).story(new RunScript().run, 1)).toBeUndefined();
  });
});
