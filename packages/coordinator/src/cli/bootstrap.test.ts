import { AppError } from "@quorate/shared/errors";
import type { EventRecord } from "@quorate/shared/events";
import { failureOf } from "@quorate/shared/wire/codec-failure";
import { describe, expect, it } from "vitest";
import { fakeSpec } from "../../../../test/fakes/cluster.ts";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import type { RunScript } from "../../../../test/fakes/run-script.ts";
import { doneRun, failedRun, runInPackages, runInWindow, unchangedRun } from "../../../../test/fakes/scripted-runs.ts";
import { type BootstrapClient, type BootstrapWish, bootstrap } from "./bootstrap.ts";
import type { CoordinatorPlace } from "./run-interrupt.ts";
import type { ViewFormat } from "./run-viewer.ts";

interface Scene {
  readonly script: RunScript;
  /** The run was interrupted, and goes on. */
  readonly resumed?: true;
  /** The run that follows when it is asked for once more. */
  readonly anew?: RunScript;
  readonly place?: CoordinatorPlace;
  readonly output?: ViewFormat;
  /** What happens when all events of the script were seen; the stream afterwards stays open. */
  readonly afterwards?:
    | "coordinator ends"
    | ((around: FakeSurroundings, more: (...records: readonly EventRecord[]) => void) => void);
}

async function play({ script, resumed, anew, place = "daemon", output = "plain", afterwards }: Scene) {
  const around = new FakeSurroundings();
  const asked: unknown[] = [];
  let playing = script;
  const client: BootstrapClient = {
    status: async () => fakeStatus([{ name: "m1" }, { name: "m2" }, { name: "m3" }]),
    createToken: async () => {
      throw new Error("all hosts are there");
    },
    bootstrap: async ({ text }, operator, ignoreChecks) => {
      asked.push({ text, operator, ignoreChecks });
      if (playing === script && resumed && asked.length > 1) playing = anew ?? script;
      return { run: script.run, since: 7, ...(resumed && playing === script ? { resumed } : {}) };
    },
    events: async function* (query, signal) {
      asked.push(query);
      yield* playing.records;
      if (afterwards === "coordinator ends") throw new AppError("COORDINATOR_UNREACHABLE", "it was killed");
      let waiting: readonly EventRecord[] = [];
      const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      const more = new Promise<void>((resolve) => {
        afterwards?.(around, (...records) => {
          waiting = records;
          resolve();
        });
      });
      await Promise.race([stopped, more]);
      yield* waiting;
      await stopped;
    },
  };
  const file = { text: "the spec", name: "cluster.yaml", files: {}, spec: fakeSpec(), warnings: [] };
  const next = { afterDone: "coordinator status", afterFailure: "coordinator bootstrap -f dir/cluster.yaml" };
  const wish: BootstrapWish = {
    file,
    hosts: file.spec.hosts,
    next,
    comeBack: "coordinator attach",
    ignoreChecks: ["SWAP"],
    until: undefined,
    output,
    waitMs: 0,
  };
  const code = await bootstrap(client, place, wish, around);
  return { code, asked, around, stdout: around.stdout.text, stderr: around.stderr.text };
}

describe("bootstrap", () => {
  it("starts the run, shows it from its first event, and exits 0 with the next command as its last line", async () => {
    const { code, asked, stdout, stderr } = await play({ script: doneRun() });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(asked).toEqual([
      { text: "the spec", operator: "operator", ignoreChecks: ["SWAP"] },
      { since: 6, follow: true, run: "r-7f3c" },
    ]);
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Next: coordinator status");
  });

  it("says on a finished cluster that there is nothing to change", async () => {
    const { code, stdout } = await play({ script: unchangedRun() });
    expect(code).toBe(0);
    expect(stdout).toContain("nothing to change: all 42 steps found as wanted");
  });

  it("exits 1 after a failure, its report on standard error, the same command as the next one", async () => {
    const { code, stdout, stderr } = await play({ script: failedRun() });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: ETCD_MEMBER_DIED: etcd of k8s-master93 exited: /);
    expect(stderr).toContain("hint: the address in spec.hosts must be");
    expect(stdout).not.toContain("error:");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("Next: coordinator bootstrap -f dir/cluster.yaml");
  });

  it("prints nothing but events on standard output with -o jsonl", async () => {
    const { stdout, stderr } = await play({ script: failedRun(), output: "jsonl" });
    const records = stdout
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line));
    expect(records).toEqual(failedRun().records);
    expect(stderr).toContain("error: ETCD_MEMBER_DIED");
  });

  it("fault 70: detaches from a daemon on Ctrl-C, says that the run goes on and how to come back, and exits 130", async () => {
    const { code, stderr, around } = await play({ script: runInPackages(), afterwards: (scene) => scene.interrupt() });
    expect(code).toBe(130);
    expect(stderr).toBe("\ndetached: run r-7f3c goes on\n" + "Come back: coordinator attach\n");
    expect(around.watched).toBe(false);
  });

  it("fault 70: stops an embedded run on Ctrl-C, says how to go on, and exits 75", async () => {
    const { code, stderr } = await play({
      script: runInPackages(),
      place: "embedded",
      afterwards: (scene) => scene.interrupt(),
    });
    expect(code).toBe(75);
    expect(stderr).toContain("stopped: run r-7f3c starts no more steps");
    expect(stderr).toContain("Go on: coordinator bootstrap -f dir/cluster.yaml");
  });

  it("does not leave an open start window on the first Ctrl-C of an embedded run, and stops when it is closed", async () => {
    const seen: string[] = [];
    const { code } = await play({
      script: runInWindow(),
      place: "embedded",
      afterwards: (scene, more) => {
        scene.interrupt();
        seen.push(scene.stderr.text);
        const { records } = doneRun();
        const closed = records.findIndex(
          ({ event }) => event.type === "barrier.finished" && event.barrier === "etcd/start",
        );
        more(...records.slice(runInWindow().records.length, closed + 1));
      },
    });
    expect(seen).toEqual(["stops when the start window is closed; Ctrl-C again stops at once\n"]);
    expect(code).toBe(75);
  });

  it("stops an embedded run at once on the second Ctrl-C", async () => {
    const { code } = await play({
      script: runInWindow(),
      place: "embedded",
      afterwards: (scene) => {
        scene.interrupt();
        scene.interrupt();
      },
    });
    expect(code).toBe(75);
  });

  it("goes on with a run that was interrupted, and says so", async () => {
    const { code, stderr, asked } = await play({ script: doneRun(), resumed: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "run r-7f3c was interrupted: it goes on\n" });
    expect(asked).toHaveLength(2);
  });

  it("begins a new run when the interrupted one had to end because what it had begun could not be gone on with", async () => {
    const over = new AppError("RUN_INTERRUPTED", "the coordinator stopped in the start window");
    const script = runInWindow().end("failed", failureOf(over));
    const { code, stderr, asked } = await play({ script, resumed: true, anew: doneRun() });
    expect(code).toBe(0);
    expect(stderr).toContain("the interrupted run is over; a new one goes on");
    expect(asked).toHaveLength(4);
  });

  it("exits 75 when its coordinator ends before the run does, with the command that goes on", async () => {
    const gone = await play({ script: runInPackages(), afterwards: "coordinator ends" }).catch(
      (error: unknown) => error,
    );
    expect(gone).toMatchObject({ code: "RUN_INTERRUPTED", spec: { exit: 75 } });
    expect(gone).toMatchObject({ hint: expect.stringContaining("coordinator resume") });
  });
});
