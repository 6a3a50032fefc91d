import { describe, expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { RunScript, scriptPlan } from "../../../../test/fakes/run-script.ts";
import { doneRun, failedRun, runInPackages, unchangedRun } from "../../../../test/fakes/scripted-runs.ts";
import { followRun } from "./follow-run.ts";
import { runViewer, type ViewFormat } from "./run-viewer.ts";

async function view(script: RunScript, format: ViewFormat, terminal: boolean) {
  const around = new FakeSurroundings({ terminal });
  const viewer = runViewer(format, around, "Ctrl-C detaches; the run goes on");
  const events = (async function* () {
    yield* script.records;
  })();
  const next = {
    afterDone: "coordinator status",
    afterStop: "coordinator bootstrap -f cluster.yaml",
    afterFailure: "coordinator bootstrap -f cluster.yaml --until etcd",
    keepWatch: "coordinator serve",
  };
  const progress = await followRun({ run: script.run, events, viewer, clock: around.clock, next });
  return { progress, stdout: around.stdout.text, stderr: around.stderr.text };
}

const frames = (text: string): number => text.split("PHASE").length - 1;

describe("the view of a run", () => {
  it("does not draw a frame for each event of a burst, and draws the end whatever came before", async () => {
    const { stdout } = await view(doneRun(), "auto", true);
    expect(frames(stdout)).toBeGreaterThan(0);
    expect(frames(stdout)).toBeLessThan(5);
    expect(stdout.slice(stdout.lastIndexOf("PHASE"))).toContain("✓ 3 changed   ✓ 3 changed   ✓ 3 changed   4.5s");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Next: coordinator status");
  });

  it("draws nothing over without a terminal, nor when plain lines are asked for", async () => {
    const piped = await view(failedRun(), "auto", false);
    const plain = await view(failedRun(), "plain", true);
    expect(piped.stdout).not.toContain("\u001b");
    expect(plain).toEqual(piped);
    expect(piped.stdout.split("\n").filter((line) => line.includes("  changed    k8s-master9"))).toHaveLength(24);
  });

  it("says of a run that stopped early that it did, and how to go on to the end", async () => {
    const plan = { ...scriptPlan(), until: "etcd" };
    const { stdout } = await view(doneRun(new RunScript(plan)), "plain", false);
    expect(stdout.trimEnd().split("\n").slice(-2)).toEqual([
      expect.stringMatching(/^stopped after phase etcd, as asked: \d+ of 42 steps changed something, in /),
      "Next: coordinator bootstrap -f cluster.yaml",
    ]);
    const again = await view(unchangedRun(new RunScript(plan)), "plain", false);
    expect(again.stdout).toContain(
      "stopped after phase etcd, as asked; nothing to change: all 42 steps found as wanted",
    );
    const failed = await view(failedRun(new RunScript(plan)), "plain", false);
    expect(failed.stdout).toMatch(/Next: coordinator bootstrap -f cluster.yaml --until etcd\n$/);
  });

  it("resolves with nothing when the events end before the run does", async () => {
    const { progress, stdout } = await view(runInPackages(), "plain", false);
    expect(progress).toBeUndefined();
    expect(stdout).not.toContain("RECAP");
  });
});
