import type { Failure } from "@quorate/shared/step/outcome";
import { describe, expect, it } from "vitest";
import { memberMarks, RunScript } from "../../../../test/fakes/run-script.ts";
import { failureReport } from "./failure-report.ts";
import { plainLook } from "./look.ts";
import { RunProgress } from "./run-progress.ts";

function report({ records }: RunScript): string {
  const [first] = records;
  if (first?.event.type !== "run.started") throw new Error("a script begins with start()");
  const progress = new RunProgress(first, first.event);
  for (const record of records) progress.apply(record);
  return `\n${failureReport(progress, plainLook).join("\n")}\n`;
}

describe("the report of a failed run", () => {
  it("names the members that a late start window waited for", () => {
    const failure: Failure = {
      code: "ETCD_START_WINDOW_MISSED",
      message: "k8s-master93 was not done 60 s after the first start (last seen: started)",
      hint: "see the evidence of the member that the message names",
      evidence: [],
    };
    const script = new RunScript().start().lease([]);
    script.lease(script.steps("etcd", "start")).barrier("etcd/start", "armed").after(60_000);
    script.finish(script.steps("etcd", "start"), "canceled", { undone: ["etcd.service stopped"] });
    script.barrierEnd("etcd/start", "canceled", memberMarks("k8s-master93", 0, 40), failure).end("failed", failure);
    expect(report(script)).toMatchInlineSnapshot(`
      "
      error: ETCD_START_WINDOW_MISSED: k8s-master93 was not done 60 s after the first start (last seen: started)
        host      k8s-master93
        step      Start all etcd members inside the start window (etcd/start)
        meaning   the etcd members did not form a cluster inside the start window;
                  what was started is undone
        undone    etcd.service stopped: k8s-master90, k8s-master91, k8s-master93
        kept      no step was done
        more      coordinator explain ETCD_START_WINDOW_MISSED
      hint: see the evidence of the member that the message names
      "
    `);
  });

  it("names the host that failed, also when others told what they saw of it", () => {
    const failure: Failure = {
      ...{ code: "ETCD_START_WINDOW_MISSED", message: "etcd of k8s-master93 still waited for its quorum" },
      ...{ hint: "see the evidence", evidence: ["its line"] },
    };
    const script = new RunScript().start();
    const start = script.steps("etcd", "start");
    script.lease(start).barrier("etcd/start", "armed").finish(start.slice(2), "failed", { failure });
    const whole = { ...failure, message: `${failure.message}; etcd of k8s-master90 says: why`, hint: "mend it" };
    script.finish(start.slice(0, 2), "canceled").barrierEnd("etcd/start", "canceled", [], whole).end("failed", whole);
    expect(report(script)).toMatch(/host +k8s-master93\n +step +Start etcd inside/);
    expect(report(script)).not.toContain("also");
  });

  it("says for a check between the hosts that no step was begun", () => {
    const failure: Failure = {
      code: "PREFLIGHT_FAILED",
      message: "SAME-MACHINE-ID: k8s-master90 and k8s-master91 have the same machine id",
      hint: "on one of them: rm /etc/machine-id && systemd-machine-id-setup",
      evidence: ["SAME-MACHINE-ID: k8s-master90 and k8s-master91 have the same machine id"],
    };
    expect(report(new RunScript().start().end("failed", failure))).toMatchInlineSnapshot(`
      "
      error: PREFLIGHT_FAILED: SAME-MACHINE-ID: k8s-master90 and k8s-master91 have the same machine id
        step      before the first step
        meaning   a host does not meet a precondition
        evidence  │ SAME-MACHINE-ID: k8s-master90 and k8s-master91 have the same
                  │ machine id
        kept      no step was done
        more      coordinator explain PREFLIGHT_FAILED
      hint: on one of them: rm /etc/machine-id && systemd-machine-id-setup
      "
    `);
  });

  it("shows of long evidence the first line, which names the cause, and the last ones", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const failure: Failure = { code: "ETCD_MEMBER_DIED", message: "it died", hint: "mend it", evidence: lines };
    const text = report(new RunScript().start().end("failed", failure));
    expect(text).toContain("line 0\n");
    expect(text).toContain("(28 more lines: coordinator events -o jsonl)");
    expect(text).not.toContain("line 28");
    for (const shown of ["line 29", "line 39"]) expect(text).toContain(shown);
  });

  it("lists other failures beside the first, and keeps evidence from reaching the terminal's controls", () => {
    const script = new RunScript().start();
    const failure = (host: string): Failure => ({
      code: "STEP_COMMAND_FAILED",
      message: `${host}: apt-get exited 100`,
      hint: "read the command's last lines",
      evidence: ["E: \u001b]0;owned\u0007Unable\u001b[2J to fetch\u202e"],
    });
    for (const host of ["k8s-master90", "k8s-master93"]) {
      const install = script.steps("packages", "install", host);
      script.lease(install, 2).finish(install, "failed", { failure: failure(host), attempt: 2 });
    }
    const text = report(script.end("failed", failure("k8s-master90")));
    expect(text).toContain("also      STEP_COMMAND_FAILED: k8s-master93: apt-get exited 100");
    expect(text).toContain("│ E: Unable to fetch\\u202e");
    expect(text.replaceAll("\n", "")).toMatch(/^[\P{Cc}]*$/u);
    expect(text).not.toContain("\u202e");
  });
});
