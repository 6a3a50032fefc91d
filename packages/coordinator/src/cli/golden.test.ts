import { hostId, runId } from "@quorate/shared/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CannedCoordinator, cannedCoordinator } from "../../../../test/fakes/canned-coordinator.ts";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { doneRun, failedRun } from "../../../../test/fakes/scripted-runs.ts";
import { screenOf } from "../../../../test/fakes/terminal-screen.ts";
import type { DoctorCheck } from "../engine/judge-answer.ts";
import { widthOf } from "../report/line.ts";
import { initSpec } from "../spec/init-spec.ts";
import { commands } from "./all-commands.ts";
import { everyCommand } from "./manual/command-tree.ts";
import { programTree } from "./manual/manual.ts";
import { runProgram } from "./program.ts";

/** A command line for each command that there is, by its name; `broken` is asked of the coordinator whose run failed. */
interface Golden {
  readonly argv: string;
  readonly broken?: true;
  readonly answer?: string;
  /** What it prints is for a program, with lines as long as they are. */
  readonly data?: true;
}

const goldens: Readonly<Record<string, Golden>> = {
  init: { argv: "192.168.1.90 192.168.1.91 192.168.1.93 --vip 192.168.1.33", data: true },
  validate: { argv: "-f cluster.yaml" },
  plan: { argv: "-f cluster.yaml --diff" },
  bootstrap: { argv: "-f cluster.yaml" },
  kubeconfig: { argv: "-o admin.kubeconfig" },
  join: { argv: "k8s-master93 -f cluster.yaml" },
  reset: { argv: "-f cluster.yaml --etcd-data keep --plan" },
  status: { argv: "", broken: true },
  doctor: { argv: "-f cluster.yaml", broken: true },
  health: { argv: "", broken: true },
  get: { argv: "runs", broken: true },
  describe: { argv: "step etcd/start/k8s-master93", broken: true },
  events: { argv: "--since 130", broken: true },
  logs: { argv: "k8s-master90 haproxy" },
  report: { argv: "-o run.html" },
  support: { argv: "--out support.tar.gz" },
  explain: { argv: "ETCD_MEMBER_DIED" },
  completion: { argv: "bash", data: true },
  attach: { argv: "", broken: true },
  resume: { argv: "" },
  abort: { argv: "", broken: true },
  "agents install": { argv: "--ssh root@192.168.1.90 --known-hosts /none" },
  "token create": { argv: "k8s-master90 --address 192.168.1.90" },
  "enroll-script": { argv: "k8s-master90", data: true },
  "hosts list": { argv: "" },
  "hosts revoke": { argv: "k8s-master93", answer: "k8s-master93" },
  serve: { argv: "--log-level loud" },
  "passphrase change": { argv: "" },
  "bundle create": { argv: "-f cluster.yaml --out /none/site.tar" },
  "bundle verify": { argv: "/none/site.tar" },
  "bundle list": { argv: "/none/site.tar" },
  schema: { argv: "", data: true },
};

const leaves = everyCommand(programTree("1.2.3"))
  .filter(({ commands: below }) => below.length === 0)
  .map(({ path }) => path.slice(1).join(" "));

const etcd = { healthy: true, memberId: "a8266ecf031671f3", clusterId: "c1", databaseBytes: 25_165_824, problem: "" };
const units = ["haproxy.service", "keepalived.service", "etcd.service"].map((name) => {
  return { name, state: "running" } as const;
});
const host = (name: string, leader: boolean) => {
  const member = { ...etcd, leader, memberId: name };
  return { name, lastHeardMs: 400, agentVersion: "1.2.3", kubernetes: "control-plane", etcd: member, units } as const;
};
const lastLost = { at: "2026-01-01T11:59:18.000Z", reason: "no heartbeat for 3 s" };
const healthy = ["k8s-master90", "k8s-master91"].map((name, index) => host(name, index === 0));
const runOf = (state: "done" | "failed") => {
  const steps = { total: 42, waiting: 0, running: 0, unchanged: 12, changed: 30, failed: 0 };
  const times = { startedAt: "2026-01-01T11:55:00.000Z", finishedAt: "2026-01-01T11:56:00.000Z", durationMs: 30_300 };
  return {
    ...({
      run: runId("r-7f3c"),
      purpose: "bootstrap",
      cluster: "prod",
      planHash: "4b1e9a03",
      state,
      by: "operator",
      since: 1,
    } as const),
    steps,
    ...times,
  };
};
const checks: readonly DoctorCheck[] = [
  {
    host: "k8s-master93",
    id: "TIME-SYNC",
    severity: "error",
    detail: "nothing keeps the clock",
    fix: "install chrony and enable it",
    evidence: ["NTP service: inactive"],
  },
  { host: "k8s-master90", id: "CPU", severity: "ok", detail: "4 CPUs", fix: "", evidence: [] },
];
const probes = [
  { step: "system/sysctl/k8s-master90", drift: [{ what: "net.ipv4.ip_forward", have: "0", want: "1" }] },
  { step: "packages/install/k8s-master91", drift: [{ what: "haproxy", have: "", want: "2.6.12" }] },
  { step: "system/modules/k8s-master93", drift: [] },
];

describe("what a command prints, at 80 columns", () => {
  let well: CannedCoordinator;
  let broken: CannedCoordinator;

  beforeAll(async () => {
    const names = ["k8s-master90", "k8s-master91", "k8s-master93"].map(hostId);
    const all = [...healthy, host("k8s-master93", false)];
    const enrolment = { enrolment: { address: "192.168.1.5:7444", caHash: `sha256:${"ab".repeat(32)}` } };
    const done = { ...runOf("done"), hosts: names };
    const status = fakeStatus(all, { vipHolders: [hostId("k8s-master90")], run: done, ...enrolment });
    well = await cannedCoordinator({ status, records: doneRun().records, checks, probes });
    const message = "etcd of k8s-master93 exited: its last lines are in the evidence";
    const failure = { code: "ETCD_MEMBER_DIED", message, hint: "", evidence: [] } as const;
    const failed = { ...runOf("failed"), hosts: names, failure };
    const away = { ...host("k8s-master93", false), agent: "absent", lastLost } as const;
    const sick = fakeStatus([...healthy, away], { run: failed });
    broken = await cannedCoordinator({ status: sick, records: failedRun().records, checks, probes });
  });

  afterAll(() => {
    well.stop();
    broken.stop();
  });

  const spec = initSpec({
    addresses: ["192.168.1.90", "192.168.1.91", "192.168.1.93"],
    vip: "192.168.1.33",
    profile: "current",
    cluster: "prod",
  });

  async function printed(name: string, terminal: boolean, language: "en" | "zh"): Promise<string> {
    const { argv, answer, broken: needsBroken } = goldens[name] ?? { argv: "" };
    const { stateDir } = needsBroken ? broken : well;
    const around = new FakeSurroundings({
      ...{ terminal, files: { "cluster.yaml": spec } },
      variables: { QUORATE_STATE_DIR: stateDir, LANG: `${language === "zh" ? "zh_CN" : "en_US"}.UTF-8` },
      ...(answer === undefined ? {} : { answer }),
    });
    const words = [...name.split(" "), ...argv.split(" ").filter((word) => word !== "")];
    const exit = await runProgram(words, around, { version: "1.2.3", commands });
    const [out, err] = [around.stdout.text, around.stderr.text].map((text) => {
      return screenOf(text).replaceAll(stateDir, "/STATE").split("\n");
    });
    return [
      `$ coordinator ${words.join(" ")}`,
      ...cut(out ?? []),
      "--- standard error",
      ...cut(err ?? []),
      `--- exit ${exit}`,
      "",
    ].join("\n");
  }

  it.each([
    ...["status -o json", "health -o json", "health -o jsonl", "doctor -f cluster.yaml -o json", "hosts list -o json"],
    ...["get runs -o json", "get hosts -o yaml", "get steps -o jsonl", "get members -o name", "events -o jsonl"],
    ...["plan -f cluster.yaml -o json", "bootstrap -f cluster.yaml -o jsonl"],
  ])("is for a program the same in every language: %s", async (line) => {
    const { stateDir } = line.startsWith("bootstrap") ? well : broken;
    const texts = ["en_US.UTF-8", "zh_CN.UTF-8"].map(async (LANG) => {
      const variables = { QUORATE_STATE_DIR: stateDir, LANG };
      const around = new FakeSurroundings({ files: { "cluster.yaml": spec }, variables });
      const exit = await runProgram(line.split(" "), around, { version: "1.2.3", commands });
      return { exit, text: around.stdout.text };
    });
    const [english, chinese] = await Promise.all(texts);
    expect(english?.text).not.toBe("");
    expect(chinese).toEqual(english);
  });

  it("has an example of every command that there is", () => {
    expect(Object.keys(goldens).toSorted()).toEqual(leaves.toSorted());
  });

  it.each(leaves)("%s", async (name) => {
    const file = (kind: string): string => `golden/${name.replaceAll(" ", "-")}.${kind}.txt`;
    const [pipe, terminal, chinese] = [
      await printed(name, false, "en"),
      await printed(name, true, "en"),
      await printed(name, true, "zh"),
    ];
    await expect(pipe).toMatchFileSnapshot(file("pipe"));
    await expect(terminal).toMatchFileSnapshot(file("terminal"));
    await expect(chinese).toMatchFileSnapshot(file("zh"));
    const people = goldens[name]?.data ? [] : [terminal, chinese];
    for (const text of people) expect(text.split("\n").filter(tooWide)).toEqual([]);
  });
});

/** What is to be copied or found is one line. */
const whole = /^(?:\$|error:|hint:|错误:|提示:| {2}echo )/;
const tooWide = (line: string): boolean => widthOf(line) > 80 && !whole.test(line);

const most = 60;
const cut = (lines: readonly string[]): readonly string[] =>
  lines.length > most ? [...lines.slice(0, most), `(and ${lines.length - most} lines more)`] : lines;
