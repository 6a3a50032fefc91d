import { describe, expect, it } from "vitest";
import { type RunScript, RunScript as Script, scriptPlan } from "../../../../test/fakes/run-script.ts";
import { doneRun, failedRun, runInPackages, runInWindow, unchangedRun } from "../../../../test/fakes/scripted-runs.ts";
import { failureReport } from "./failure-report.ts";
import { widthOf } from "./line.ts";
import { type Look, plainLook } from "./look.ts";
import { runEnd, runWindows } from "./run-end.ts";
import { runFrame } from "./run-frame.ts";
import { runLines, stillLine } from "./run-lines.ts";
import { RunProgress } from "./run-progress.ts";

function progressOf({ records }: RunScript): { progress: RunProgress; nowMs: number } {
  const [first] = records;
  if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
  const progress = new RunProgress(first, first.event);
  for (const record of records.slice(1)) progress.apply(record);
  return { progress, nowMs: Date.parse(records.at(-1)?.at ?? "") };
}

function frame(script: RunScript, look: Look = plainLook, rows = 24): string {
  const { progress, nowMs } = progressOf(script);
  return `\n${runFrame(progress, nowMs, look, rows, "Ctrl-C detaches; the run goes on").join("\n")}\n`;
}

/** All that stays on a terminal after a run. */
function whole(script: RunScript): string {
  const { progress, nowMs } = progressOf(script);
  const parts = [
    runFrame(progress, nowMs, plainLook, 24, ""),
    runWindows(progress, plainLook),
    runEnd(progress, plainLook),
    failureReport(progress, plainLook),
  ];
  return `\n${parts.flat().join("\n")}\n`;
}

function lines(script: RunScript): readonly string[] {
  const [first] = script.records;
  if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
  const progress = new RunProgress(first, first.event);
  return script.records.flatMap((record) => {
    progress.apply(record);
    return runLines(progress, record, plainLook);
  });
}

describe("a run on a terminal", () => {
  it("shows phases by host, what each host does, and the tail of its output", () => {
    expect(frame(runInPackages())).toMatchInlineSnapshot(`
      "
      run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
        PHASE          k8s-master90  k8s-master91  k8s-master93  TIME
      ! preflight      ✓ ok          ✓ ok          ! 1 warning   2.1s
      ✓ system         ✓ 3 changed   ✓ 3 changed   ✓ 3 changed   2.3s
      ▶ packages       · 1/2         ▶ 0/2         ▶ 0/2         9.0s
      ✓ certificates   ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   0.7s
      · load-balancer  ·             ·             ·
      · etcd           ·             ·             ·
      · k8s-master90  next: Let forwarded packets pass, now and at boot
      ▶ k8s-master91  Install haproxy, keepalived, etcd and network tools         9.0s
          Unpacking keepalived (1:2.2.7-1+b2) ...
          Setting up haproxy (2.6.12-1+deb12u1) ...
      ▶ k8s-master93  Install haproxy, keepalived, etcd and network tools         9.0s
          Progress: [ 46%]
      0:14  19/42 steps  Ctrl-C detaches; the run goes on
      "
    `);
  });

  it("folds the first phases that are done where the terminal is too low for all", () => {
    const low = frame(runInWindow(), plainLook, 10).split("\n");
    expect(low.slice(2, 5).map((line) => line.trim().split(/\s{2,}/)[0])).toEqual([
      "PHASE",
      "\u2713 5 phases done",
      "\u25b6 etcd",
    ]);
    expect(low.some((line) => line.startsWith("\u25b6 k8s-master90"))).toBe(true);
  });

  it("says who starts and what the armed members wait for inside the etcd window", () => {
    expect(frame(runInWindow())).toMatchInlineSnapshot(`
      "
      run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
        PHASE          k8s-master90  k8s-master91  k8s-master93  TIME
      ! preflight      ✓ ok          ✓ ok          ! 1 warning   2.1s
      ✓ system         ✓ 3 changed   ✓ 3 changed   ✓ 3 changed   2.3s
      ✓ packages       ✓ 2 changed   ✓ 2 changed   ✓ 2 changed    21s
      ✓ certificates   ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   0.7s
      ✓ load-balancer  ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   3.2s
      ▶ etcd           ▶ started     ◆ armed       ◆ armed       3.3s
      ▶ k8s-master90  Start etcd inside the start window: process started         2.6s
      ▶ k8s-master91  armed, waits for k8s-master90: port open                    2.6s
      ▶ k8s-master93  armed, waits for k8s-master90: port open                    2.6s
      0:29  33/42 steps  Ctrl-C detaches; the run goes on
      "
    `);
  });

  it("ends with the start window in milliseconds, the recap and the verdict", () => {
    expect(whole(doneRun())).toMatchInlineSnapshot(`
      "
      run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
        PHASE          k8s-master90  k8s-master91  k8s-master93  TIME
      ! preflight      ✓ ok          ✓ ok          ! 1 warning   2.1s
      ✓ system         ✓ 3 changed   ✓ 3 changed   ✓ 3 changed   2.3s
      ✓ packages       ✓ 2 changed   ✓ 2 changed   ✓ 2 changed    21s
      ✓ certificates   ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   0.7s
      ✓ load-balancer  ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   3.2s
      ✓ etcd           ✓ 3 changed   ✓ 3 changed   ✓ 3 changed   4.5s

      Start all etcd members inside the start window
        MEMBER        SENT  RECEIVED  STARTED  PORT-OPEN  QUORUM  READY  ERROR
        k8s-master90     0         1       41        151     612    640   ±0.2
        k8s-master91   152       154      194        301     612    655   ±0.2
        k8s-master93   153       153      202        323     640    703   ±0.2
        all 3 done after 703 ms; skew of the starts 160 ms
        times: ms since the first command, on the coordinator's clock

      ! DISK-FSYNC k8s-master93: p99 of fdatasync is 62 ms, limit 50; put etcd on a
        faster disk

      RECAP
      k8s-master90  ok=4  changed=10  failed=0
      k8s-master91  ok=4  changed=10  failed=0
      k8s-master93  ok=4  changed=10  failed=0
      done: 30 of 42 steps changed something, in 30.3 s
      "
    `);
  });

  it("says on a failure in the start window why, what shows it, what is undone and what to do", () => {
    expect(whole(failedRun())).toMatchInlineSnapshot(`
      "
      run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
        PHASE          k8s-master90  k8s-master91  k8s-master93  TIME
      ! preflight      ✓ ok          ✓ ok          ! 1 warning   2.1s
      ✓ system         ✓ 3 changed   ✓ 3 changed   ✓ 3 changed   2.3s
      ✓ packages       ✓ 2 changed   ✓ 2 changed   ✓ 2 changed    21s
      ✓ certificates   ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   0.7s
      ✓ load-balancer  ✓ 1 changed   ✓ 1 changed   ✓ 1 changed   3.2s
      ✗ etcd           ↻ undone      ↻ undone      ✗ failed      4.6s

      Start all etcd members inside the start window
        MEMBER        SENT  RECEIVED  STARTED  PORT-OPEN  ERROR
        k8s-master90     0         1       41        151   ±0.2
        k8s-master91   152       154      194        301   ±0.2
        k8s-master93   153       153      202          -   ±0.2
        canceled and undone; skew of the starts 160 ms
        times: ms since the first command, on the coordinator's clock

      ! DISK-FSYNC k8s-master93: p99 of fdatasync is 62 ms, limit 50; put etcd on a
        faster disk

      RECAP
      k8s-master90  ok=3  changed=8  failed=0  canceled=1  not-run=2
      k8s-master91  ok=3  changed=8  failed=0  canceled=1  not-run=2
      k8s-master93  ok=3  changed=8  failed=1  not-run=2
      error: ETCD_MEMBER_DIED: etcd of k8s-master93 exited: a peer connects from an address that its certificate does not name
        host      k8s-master93
        step      Start etcd inside the start window (etcd/start/k8s-master93)
        meaning   etcd exited while the cluster was forming
        evidence  │ info: starting etcd  version=3.5.16
                  │ fatal: discovery failed  error: x509: certificate is valid for
                  │ 192.168.1.93, not 192.168.1.92
                  │ systemd[1]: etcd.service: Main process exited, code=exited,
                  │ status=1/FAILURE
        undone    stopped etcd.service: k8s-master90, k8s-master91, k8s-master93
                  its data is now in /var/lib/quorate-etcd.undone-1: k8s-master90,
                    k8s-master91
        kept      33 of 42 steps are done and will not be repeated
        more      coordinator explain ETCD_MEMBER_DIED
      hint: the address in spec.hosts must be the one that the host's traffic leaves from
      "
    `);
  });

  it("says that there is nothing to change on a finished cluster", () => {
    expect(whole(unchangedRun())).toMatchInlineSnapshot(`
      "
      run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
        PHASE          k8s-master90  k8s-master91  k8s-master93  TIME
      ✓ preflight      ✓ ok          ✓ ok          ✓ ok          0.3s
      ✓ system         ✓ ok          ✓ ok          ✓ ok          0.3s
      ✓ packages       ✓ ok          ✓ ok          ✓ ok          0.3s
      ✓ certificates   ✓ ok          ✓ ok          ✓ ok          0.3s
      ✓ load-balancer  ✓ ok          ✓ ok          ✓ ok          0.3s
      ✓ etcd           ✓ ok          ✓ ok          ✓ ok          0.3s

      RECAP
      k8s-master90  ok=14  changed=0  failed=0
      k8s-master91  ok=14  changed=0  failed=0
      k8s-master93  ok=14  changed=0  failed=0
      nothing to change: all 42 steps found as wanted, in 1.80 s
      "
    `);
  });

  it("shows the newest step of a host that does several, and of how many", () => {
    const script = new Script().start();
    script.lease(script.steps("system", undefined, "k8s-master90")).after(50);
    script.lease(script.steps("packages", "install", "k8s-master90"));
    expect(frame(script)).toContain("▶ k8s-master90  (1 of 4) Install haproxy, keepalived, etcd and network");
  });

  it("shares what room there is for output among the hosts that work", () => {
    const script = new Script().start();
    const installs = script.steps("packages", "install");
    script.lease(installs);
    for (const step of installs) script.output(step, `first of ${step}`, `last of ${step}`);
    // The header, the titles, six phases, three hosts and the footer; four lines are left.
    const drawn = frame(script, plainLook, 16);
    for (const step of installs) expect(drawn).toContain(`    last of ${step}`);
    expect(drawn.match(/first of/g)).toHaveLength(1);
  });

  it("counts the hosts in one column when they do not fit side by side", () => {
    const names = ["k8s-master90", "k8s-master91", "k8s-master93", "k8s-master94", "k8s-master95"];
    expect(frame(new Script(scriptPlan(names)).start().lease([]))).toContain("PHASE          5 HOSTS");
  });

  it("draws only ASCII where the locale is not UTF-8", () => {
    const text = frame(runInWindow(), { ...plainLook, unicode: false });
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it.each([40, 60, 80, 100])("keeps activity lines within %d columns", (columns) => {
    const { progress, nowMs } = progressOf(runInPackages());
    const drawn = runFrame(progress, nowMs, { ...plainLook, columns }, 24, "Ctrl-C detaches; the run goes on");
    const active = drawn.slice(drawn.findIndex((line) => line.includes("etcd")) + 1);
    expect(active.filter((line) => widthOf(line) > columns)).toEqual([]);
  });

  it.each([4, 9, 12, 24])("never draws more than %d rows", (rows) => {
    expect(frame(runInPackages(), plainLook, rows).trim().split("\n").length).toBeLessThanOrEqual(rows);
  });

  it("colours only when asked to", () => {
    expect(frame(runInWindow(), { ...plainLook, colour: true })).toContain("\u001b[");
    expect(frame(runInWindow())).not.toContain("\u001b[");
  });

  it("names the step that stopped a host, even when it is another host's", () => {
    const script = failedRun();
    script.records.pop();
    const text = frame(script);
    expect(text).toContain("k8s-master90  stopped: failed on k8s-master93: Start etcd inside the start");
    expect(text).toContain("k8s-master91  stopped: failed on k8s-master93: Start etcd inside the start");
  });

  it("shows a failed attempt that will be repeated as retrying, and a silent step of a finished run as lost", () => {
    const script = new Script().start();
    const [step = ""] = script.steps("packages", "install", "k8s-master90");
    const failure = { code: "PACKAGE_LOCKED", message: "apt holds it", hint: "", evidence: [] } as const;
    script
      .lease(script.steps("packages", "install"))
      .finish(script.steps("packages", "install", "k8s-master90"), "failed", { failure });
    expect(progressOf(script).progress.stepsOf(script.plan.hosts[0] ?? ("" as never), "packages")[0]).toMatchObject({
      step: { id: step },
      state: "retrying",
    });
    script.end("failed", failure);
    const states = [...progressOf(script).progress.steps.values()].filter(
      ({ step: { kind } }) => kind === "package.install",
    );
    expect(states.map(({ state }) => state)).toEqual(["failed", "lost", "lost"]);
  });
});

describe("a run in a pipe", () => {
  it("tells one line for each step, in time, and the start window where it happens", () => {
    const told = lines(doneRun());
    expect(told[0]).toBe("run r-7f3c · cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts");
    expect(told.filter((line) => / {2}(ok|changed) {2,}k8s-master9/.test(line))).toHaveLength(42);
    expect(told.slice(-14, -8)).toMatchInlineSnapshot(`
      [
        "0:30  changed    k8s-master93  Start etcd inside the start window",
        "      Start all etcd members inside the start window",
        "        MEMBER        SENT  RECEIVED  STARTED  PORT-OPEN  QUORUM  READY  ERROR",
        "        k8s-master90     0         1       41        151     612    640   ±0.2",
        "        k8s-master91   152       154      194        301     612    655   ±0.2",
        "        k8s-master93   153       153      202        323     640    703   ±0.2",
      ]
    `);
  });

  it("says the code and the cause on the line of a failed step", () => {
    expect(lines(failedRun()).find((line) => line.includes("ETCD_MEMBER_DIED"))).toBe(
      "0:29  failed     k8s-master93  Start etcd inside the start window: ETCD_MEMBER_DIED: etcd of k8s-master93 exited: a peer connects from an address that its certificate does not name",
    );
  });

  it("says after a silence what is under way", () => {
    const { progress, nowMs } = progressOf(runInPackages());
    expect(stillLine(progress, nowMs + 30_000, plainLook)).toBe(
      "0:44  waiting    k8s-master91  Install haproxy, keepalived, etcd and network tools and 1 more: Setting up haproxy (2.6.12-1+deb12u1) ...",
    );
  });
});
