import { errorCodes } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import { type HostId, hostId, runId } from "@quorate/shared/ids";
import { type Plan, planSteps } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { scriptPlan } from "../../../../test/fakes/run-script.ts";
import { failedRun } from "../../../../test/fakes/scripted-runs.ts";
import { errorText, explainCode } from "./error-text.ts";
import { eventLine, eventTitles } from "./event-table.ts";
import { widthOf } from "./line.ts";
import { plainLook } from "./look.ts";
import { countProbes, type ProbedStep, planTree } from "./plan-tree.ts";
import { statusTable } from "./status-table.ts";

const page = (lines: readonly string[]): string => `\n${lines.join("\n")}\n`;

function probesOf(plan: Plan): readonly ProbedStep[] {
  return planSteps(plan).map(({ id, kind, host }) => {
    if (kind === "host.sysctl") {
      return { step: id, drift: [{ what: "net.ipv4.ip_forward", have: "0", want: "1" }] };
    }
    if (kind === "host.modules" && host === "k8s-master93") {
      return { step: id, drift: [{ what: "module br_netfilter", have: "", want: "loaded" }] };
    }
    const failure = { code: "INTERNAL", message: "there is no etcd yet", hint: "", evidence: [] } as const;
    return kind === "etcd.configure" ? { step: id, drift: [], failure } : { step: id, drift: [] };
  });
}

describe("the tree of a plan", () => {
  it("shows phases, steps and hosts, in the order in which steps need each other", () => {
    expect(page(planTree(scriptPlan(), [], plainLook))).toMatchInlineSnapshot(`
      "
      cluster prod · plan 4b1e9a03 · 42 steps on 3 hosts
      hosts k8s-master90, k8s-master91, k8s-master93

      preflight  Phase preflight
      ├─ Check the host: resources, clock, ports, VIP, leftovers          all hosts
      └─ Reach every other host on every needed port                      all hosts
         barrier: All hosts listen, then all hosts dial

      system  Phase system
      ├─ Let every host know the others' names                            all hosts
      ├─ Load kernel modules, now and at boot                             all hosts
      └─ Set kernel parameters, now and at boot                           all hosts

      packages  Phase packages
      ├─ Install haproxy, keepalived, etcd and network tools              all hosts
      └─ Let forwarded packets pass, now and at boot                      all hosts

      certificates  Phase certificates
      └─ Make keys on the host and have them certified                    all hosts

      load-balancer  Phase load-balancer
      ├─ Configure keepalived for the virtual IP                          all hosts
      └─ See the virtual IP answer                                        all hosts

      etcd  Phase etcd
      ├─ Write etcd's configuration and unit                              all hosts
      ├─ Start etcd inside the start window                               all hosts
      ├─ Write through this member                                        k8s-master90
      ├─ Mark the cluster as formed                                       all hosts
      └─ Read the write back through this member                          2 hosts
         barrier: Start all etcd members inside the start window

      Nothing was changed. What differs on the hosts: add --probe.
      "
    `);
  });

  it("shows what would change, on which hosts, and what is not known", () => {
    const plan = scriptPlan();
    const lines = planTree(plan, probesOf(plan), plainLook);
    expect(lines.filter((line) => /^[│ ] {4}/.test(line))).toEqual([
      "│    + k8s-master93: module br_netfilter: loaded",
      "     ~ net.ipv4.ip_forward: 0 → 1",
      "│    ? cannot tell: there is no etcd yet",
    ]);
    expect(lines.at(-1)).toBe("Plan: 4 to change, 35 as wanted, 3 not known yet. Nothing was changed.");
    expect(countProbes(probesOf(plan))).toEqual({ change: 4, unknown: 3, ok: 35 });
  });

  it("stays within 80 columns", () => {
    const plan = scriptPlan();
    expect(planTree(plan, probesOf(plan), plainLook).filter((line) => widthOf(line) > 80)).toEqual([]);
  });
});

describe("the table of events", () => {
  const { records } = failedRun();

  it("fits a terminal of 80 columns and keeps one line for each event", () => {
    const lines = records.map((record) => eventLine(record, plainLook, true));
    expect(lines.filter((line) => widthOf(line) > 80 || line.includes("\n"))).toEqual([]);
    expect(page([eventTitles(plainLook, true), ...lines.slice(-6)])).toMatchInlineSnapshot(`
      "
        SEQ  TIME      EVENT                SUBJECT, DETAIL
         85  12:00:29  barrier.fired        etcd/start  k8s-master93
         86  12:00:29  step.finished        etcd/start/k8s-master93  failed in 0.04 s…
         87  12:00:30  step.finished        etcd/start/k8s-master90  canceled in 0.04…
         88  12:00:30  step.finished        etcd/start/k8s-master91  canceled in 0.04…
         89  12:00:30  barrier.finished     etcd/start  canceled, skew 160 ms, ETCD_M…
         90  12:00:30  run.finished         r-7f3c  failed in 30.4 s: ETCD_MEMBER_DIE…
      "
    `);
  });

  it("cuts nothing in a pipe", () => {
    const last = records.at(-1);
    expect(last && eventLine(last, plainLook, false)).toMatch(/its certificate does not name$/);
  });

  it("names an event that it does not know", () => {
    const record = { seq: 1, at: "2026-01-01T12:00:00.000Z", event: { type: "host.renamed" } as never };
    expect(eventLine(record, plainLook, false)).toBe("    1  12:00:00.000  host.renamed");
  });
});

const healthy = (name: string, leader: boolean) => ({
  name,
  lastHeardMs: 420,
  clock: { offsetMs: leader ? 0.31 : -1.24, errorMs: 0.2 },
  vipHeld: leader,
  units: ["haproxy.service", "keepalived.service"].map((unit) => ({ name: unit, state: "running" as const })),
  etcd: { healthy: true, memberId: "1", clusterId: "2", leader, databaseBytes: 26_214_400, problem: "" },
});
const holder = (name: string): HostId => hostId(name);
const run = {
  run: runId("r-7f3c"),
  purpose: "bootstrap",
  state: "done",
  hosts: [],
  cluster: "prod",
  planHash: "4b1e9a03",
  by: "operator",
  since: 7,
  startedAt: "2026-01-01T11:50:00.000Z",
  finishedAt: "2026-01-01T11:50:31.000Z",
  durationMs: 31_300,
  steps: { total: 42, waiting: 0, running: 0, unchanged: 12, changed: 30, failed: 0 },
} as const;

describe("the status", () => {
  it("shows one row per host and says nothing more when all is well", () => {
    const hosts = [healthy("k8s-master90", true), healthy("k8s-master91", false), healthy("k8s-master93", false)];
    const status = fakeStatus(hosts, { run, vipHolders: [holder("k8s-master90")] });
    expect(page(statusTable(status, plainLook))).toMatchInlineSnapshot(`
      "
      coordinator 0.1.0 · epoch 3 · up 2h · 149 events
      run r-7f3c · prod · done 9m ago in 31.3 s · 42/42 steps, 30 changed

      NAME          AGENT      ETCD      HAPROXY  KEEPALIVED  VIP    CLOCK  HEARD
      k8s-master90  connected  leader    running  running     held  +0.3ms   0.4s
      k8s-master91  connected  follower  running  running     -     -1.2ms   0.4s
      k8s-master93  connected  follower  running  running     -     -1.2ms   0.4s
      "
    `);
  });

  it("says below the table what is not as it should be", () => {
    const lost = {
      name: "k8s-master93",
      agent: "absent" as const,
      lastLost: { at: "2026-01-01T11:59:18.000Z", reason: "no heartbeat for 15 s" },
    };
    const sick = { ...healthy("k8s-master91", false), vipHeld: true };
    const etcd = { ...sick.etcd, healthy: false, problem: "no leader" };
    const hosts = [healthy("k8s-master90", true), { ...sick, etcd }, lost];
    const failure = { code: "VIP_NOT_SINGLE", message: "two hosts hold it", hint: "", evidence: [] } as const;
    const status = fakeStatus(hosts, {
      run: { ...run, state: "failed", failure },
      vipHolders: [holder("k8s-master90"), holder("k8s-master91")],
    });
    const lines = statusTable(status, plainLook);
    expect(page(lines)).toMatchInlineSnapshot(`
      "
      coordinator 0.1.0 · epoch 3 · up 2h · 149 events
      run r-7f3c · prod · failed 9m ago in 31.3 s · 42/42 steps, 30 changed

      NAME          AGENT      ETCD       HAPROXY    KEEPALIVED  VIP    CLOCK  HEARD
      k8s-master90  connected  leader     running    running     held  +0.3ms   0.4s
      k8s-master91  connected  unhealthy  running    running     held  -1.2ms   0.4s
      k8s-master93  absent     <unknown>  <unknown>  <unknown>   -          -      -
      ! k8s-master93 is not connected for 42s: no heartbeat for 15 s; on the host:
        systemctl status quorate-agent
      ! etcd on k8s-master91: no leader
      ! the virtual IP is held by k8s-master90 and k8s-master91; exactly one may hold
        it
      ! the last run failed: VIP_NOT_SINGLE: two hosts hold it
      "
    `);
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  });

  it("shows what kubeadm made of each host once there is a cluster, and that a run was a reset", () => {
    const hosts = [
      { ...healthy("k8s-master90", true), kubernetes: "control-plane" as const },
      { ...healthy("k8s-master91", false), kubernetes: "unfinished" as const },
      { name: "k8s-worker1", kubernetes: "worker" as const },
      { name: "k8s-worker2", kubernetes: "none" as const },
      { name: "k8s-worker3", agent: "absent" as const },
    ];
    const lines = statusTable(fakeStatus(hosts, { run: { ...run, purpose: "reset" } }), plainLook);
    expect(lines[1]).toContain("reset of prod");
    const column = lines[3]?.indexOf("KUBERNETES") ?? 0;
    const cells = lines.slice(4, 9).map((line) => line.slice(column).split(/\s{2,}/)[0]);
    expect(cells).toEqual(["control-plane", "unfinished", "worker", "-", "<unknown>"]);
  });

  it("fits a terminal of 80 columns by leaving out what is last, and leaves nothing out in a pipe", () => {
    const made = { ...healthy("k8s-master90", true), kubernetes: "control-plane" as const };
    const sick = { ...made, name: "k8s-master91", etcd: { ...made.etcd, healthy: false } };
    const narrow = statusTable(fakeStatus([made, sick]), plainLook, true);
    expect(narrow.filter((line) => widthOf(line) > 80)).toEqual([]);
    expect(narrow.find((line) => line.startsWith("NAME"))).toMatch(/KUBERNETES .* VIP$/);
    const titles = (lines: readonly string[]) => lines.find((line) => line.startsWith("NAME"));
    expect(titles(statusTable(fakeStatus([made, sick]), plainLook))).toMatch(/CLOCK {2}HEARD$/);
    expect(titles(statusTable(fakeStatus([made]), { ...plainLook, columns: 120 }, true))).toMatch(/CLOCK {2}HEARD$/);
  });

  it("says how to let the first host in", () => {
    expect(statusTable(fakeStatus([]), plainLook).at(-1)).toContain("coordinator token create HOST --address IP");
  });
});

describe("errors", () => {
  it("are said as code, message, evidence and hint", () => {
    const error = new AppError("PORT_TAKEN", "m1: port 2380 is held by\nnginx (pid 4711)", {
      evidence: ["LISTEN 0 511 *:2380\u001b[31m", "\tusers:nginx"],
      hint: "on m1: systemctl stop nginx",
    });
    expect(errorText(error, plainLook)).toEqual([
      "error: PORT_TAKEN: m1: port 2380 is held by",
      "  nginx (pid 4711)",
      "  LISTEN 0 511 *:2380",
      "    users:nginx",
      "hint: on m1: systemctl stop nginx",
    ]);
  });

  it.each(errorCodes)("%s is explained within 80 columns", (code) => {
    const lines = explainCode(code, plainLook);
    expect(lines[0]).toBe(code);
    expect(lines.filter((line) => widthOf(line) > 80)).toEqual([]);
  });
});
