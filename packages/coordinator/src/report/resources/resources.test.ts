import { hostId } from "@quorate/shared/ids";
import { describe, expect, it } from "vitest";
import { fakeFacts } from "../../../../../test/fakes/cluster.ts";
import { fakeStatus } from "../../../../../test/fakes/fake-status.ts";
import { failedRun } from "../../../../../test/fakes/scripted-runs.ts";
import { emptyState, foldEvents } from "../../journal/cluster-state.ts";
import { describeHost, describeRun, describeStep } from "../describe.ts";
import { widthOf } from "../line.ts";
import { plainLook } from "../look.ts";
import { type listFormats, resourceText } from "../resource-text.ts";
import { type ResourceKind, resourceKind, resourceKinds, resourceNames } from "./kinds.ts";
import type { ResourceInput } from "./resource.ts";

const page = (lines: readonly string[]): string => `\n${lines.join("\n")}\n`;
const etcd = { healthy: true, memberId: "a8266ecf031671f3", clusterId: "c1", databaseBytes: 25_165_824, problem: "" };

function input(): ResourceInput {
  const { records } = failedRun();
  const last = records.at(-1);
  const at = last?.at ?? "";
  const seq = (last?.seq ?? 0) + 1;
  const host = hostId("k8s-master90");
  const facts = fakeFacts({ name: "k8s-master90", address: "192.168.1.90", role: "control-plane" });
  const enrolled = { type: "host.enrolled", host, tokenHash: "t", spkiSha256: "s", serial: "01", facts } as const;
  const cert = { organization: "system:masters", serial: "0a", notAfter: "2027-01-01T00:00:00Z", by: "root" };
  const events = [
    enrolled,
    { type: "kubeconfig.issued", user: "alice", ...cert },
    { type: "kubeconfig.issued", user: "bob", ...cert, notAfter: "2025-01-01T00:00:00Z" },
  ] as const;
  const all = [...records, ...events.map((event, index) => ({ seq: seq + index, at, event }))];
  const hosts = [
    {
      name: "k8s-master90",
      lastHeardMs: 400,
      agentVersion: "0.1.0",
      vipHeld: true,
      kubernetes: "control-plane",
      etcd: { ...etcd, leader: true },
    },
    { name: "k8s-master91", lastHeardMs: 800, agentVersion: "0.1.0", etcd: { ...etcd, memberId: "b2", leader: false } },
    {
      name: "k8s-master93",
      agent: "absent",
      etcd: { ...etcd, memberId: "", clusterId: "", healthy: false, leader: false, problem: "no answer in 2000 ms" },
    },
  ] as const;
  return { status: fakeStatus(hosts, { at }), records: all, state: foldEvents(all) };
}

const given = input();
const list = (kind: ResourceKind) => resourceKinds[kind](given);

describe("get", () => {
  it("lists hosts, runs, certificates and members as tables", () => {
    const text = (["hosts", "runs", "certs", "members"] as const).flatMap((kind) => [
      ...resourceText(list(kind), "table", plainLook, false),
      "",
    ]);
    expect(page(text)).toMatchInlineSnapshot(`
      "
      NAME          AGENT      KUBERNETES     ETCD       VIP   VERSION  HEARD  AGE
      k8s-master90  connected  control-plane  leader     held  0.1.0     0.4s   3h
      k8s-master91  connected  <unknown>      follower   -     0.1.0     0.8s   3h
      k8s-master93  absent     <unknown>      unhealthy  -     -            -   3h

      NAME    PURPOSE    STATE   STEPS  CHANGED  FAILED    TOOK  AGE
      r-7f3c  bootstrap  failed  33/42       24       3  30.4 s  30s

      NAME              STATE    EXPIRES     DAYS
      kubeconfig/bob    expired  2025-01-01  -366
      kubeconfig/alice  valid    2027-01-01   364

      NAME          ID                ROLE      HEALTHY    SIZE
      k8s-master90  a8266ecf031671f3  leader    yes      25.2MB
      k8s-master91  b2                follower  yes      25.2MB
      k8s-master93  -                 -         no       25.2MB

      "
    `);
  });

  it("lists the steps of the last run in the order of its plan", () => {
    expect(resourceText(list("steps"), "table", plainLook, false).slice(0, 6)).toMatchInlineSnapshot(`
      [
        "NAME                                   STATE      ATTEMPT    TOOK",
        "preflight/host/k8s-master90            unchanged        1  0.04 s",
        "preflight/network/k8s-master90         unchanged        1  0.04 s",
        "preflight/host/k8s-master91            unchanged        1  0.04 s",
        "preflight/network/k8s-master91         unchanged        1  0.04 s",
        "preflight/host/k8s-master93            unchanged        1  0.04 s",
      ]
    `);
  });

  it.each(resourceNames)("of %s: fits a terminal of 80 columns, and cuts nothing in a pipe", (kind) => {
    expect(resourceText(list(kind), "table", plainLook, true).filter((line) => widthOf(line) > 80)).toEqual([]);
    for (const format of ["table", "wide"] as const) {
      expect(resourceText(list(kind), format, plainLook, false).join("")).not.toContain("…");
    }
    expect(resourceText(list(kind), "wide", plainLook, false)[0]?.length).toBeGreaterThan(
      resourceText(list(kind), "table", plainLook, false)[0]?.length ?? 0,
    );
  });

  it.each(resourceNames)("of %s: has the same items in every form", (kind) => {
    const { items, singular } = list(kind);
    const form = (format: (typeof listFormats)[number]) => resourceText(list(kind), format, plainLook, false);
    expect(form("name")).toEqual(items.map(({ name }) => `${singular}/${name}`));
    const json = JSON.parse(form("json").join("\n"));
    expect(json).toMatchObject({ apiVersion: "quorate.dev/v1alpha1", kind: list(kind).kind });
    expect(form("jsonl").map((line) => JSON.parse(line))).toEqual(json.items);
    expect(json.items.map((item: { name: string }) => item.name)).toEqual(items.map(({ name }) => name));
    expect(form("yaml")[0]).toMatch(/^apiVersion: quorate.dev\/v1alpha1\nkind: \w+List\nitems:\n/);
  });

  it.each([
    ["certs", "name role owner serial issuedAt notAfter state daysLeft"],
    ["hosts", "name agent enrolledAt agentVersion lastHeardMs units vipHeld etcd kubernetes facts"],
    ["members", "name memberId clusterId healthy leader databaseBytes problem"],
    [
      "runs",
      "name purpose state cluster planHash by ignoredChecks since startedAt steps finishedAt durationMs failure",
    ],
    ["steps", "name kind host title state attempt needs leasedAt finishedAt durationMs drift"],
  ] as const)("of %s: has fields that programs may rely on", (kind, fields) => {
    const [item] = list(kind).items;
    expect(Object.keys(item?.data ?? {}).toSorted()).toEqual(fields.split(" ").toSorted());
  });

  it("says so when there is nothing", () => {
    const empty = { status: fakeStatus([]), records: [], state: emptyState };
    for (const kind of resourceNames) {
      const lines = resourceText(resourceKinds[kind](empty), "table", plainLook, false);
      expect(lines).toEqual([`There are no ${kind} yet.`]);
      expect(JSON.parse(resourceText(resourceKinds[kind](empty), "json", plainLook, false).join("")).items).toEqual([]);
    }
  });

  it("knows a kind by its singular", () => {
    expect(["host", "runs", "cert", "nodes", ""].map(resourceKind)).toEqual([
      "hosts",
      "runs",
      "certs",
      undefined,
      undefined,
    ]);
  });

  it("does nothing to a terminal that a host could tell it to", () => {
    const status = fakeStatus([{ name: "m1", agentVersion: "\u001b[31mred\nline" }]);
    const lines = resourceText(resourceKinds.hosts({ ...given, status }), "table", plainLook, true);
    expect(lines.join("")).not.toContain("\u001b");
    expect(lines).toHaveLength(2);
  });
});

describe("describe", () => {
  it("a host: how it stands now and what it was when it enrolled", () => {
    const [host] = given.status.hosts;
    const enrolled = [...given.state.hosts].find(({ host: name }) => name === "k8s-master90");
    if (!host) throw new Error("no host");
    expect(page(describeHost(host, enrolled, given.status, plainLook))).toMatchInlineSnapshot(`
      "
      host k8s-master90
        agent          connected, heard 0.4s ago, version 0.1.0
        enrolled       2026-01-01T09:00:00.000Z (3h ago)
        kubernetes     control-plane
        virtual IP     held
        etcd           leader, member a8266ecf031671f3 of cluster c1, 25.2 MB
      as it was when it enrolled
        system         Debian 12, Linux 6.1.0, x64
        machine        2 CPUs, 4096 MiB, packages by apt
        interfaces     eth0 192.168.1.90/24
      "
    `);
  });

  it("a run: how each phase went, why it failed and the way out", () => {
    const run = [...given.state.runs].at(-1);
    if (!run) throw new Error("no run");
    const lines = describeRun({ ...run, ignoredChecks: ["FSYNC"] }, "failed", plainLook);
    expect(lines.filter((line) => widthOf(line) > 80 && line.trim().includes(" "))).toEqual([]);
    expect(page(lines)).toMatchInlineSnapshot(`
      "
      run r-7f3c
        purpose        bootstrap of cluster prod
        plan           4b1e9a03
        by             operator
        started        2026-01-01T12:00:00.000Z
        state          failed after 30.4 s at 2026-01-01T12:00:30.377Z
        hosts          k8s-master90, k8s-master91, k8s-master93
        ignored        checks FSYNC
        phases         preflight: 6 unchanged
                       system: 9 changed
                       packages: 6 changed
                       certificates: 3 changed
                       load-balancer: 3 changed, 3 unchanged
                       etcd: 3 changed, 2 canceled, 6 waiting, 1 failed
        failed         etcd/start/k8s-master93: ETCD_MEMBER_DIED
        cause          ETCD_MEMBER_DIED: etcd of k8s-master93 exited: a peer connects
                       from an address that its certificate does not name
        way out        the address in spec.hosts must be the one that the host's
                       traffic leaves from
      "
    `);
  });

  it("a step: with what shows the cause", () => {
    const step = [...([...given.state.runs].at(-1)?.steps ?? [])].find(({ finished }) => finished?.failure);
    if (!step) throw new Error("no failed step");
    expect(page(describeStep(step, plainLook))).toMatchInlineSnapshot(`
      "
      step etcd/start/k8s-master93
        title          Start etcd inside the start window
        kind           etcd.start
        host           k8s-master93
        state          failed in 0.04 s at 2026-01-01T12:00:29.667Z
        attempt        1
        limit          30.0 s
        needs          etcd/configure/k8s-master93
        undone         stopped etcd.service
        cause          ETCD_MEMBER_DIED: etcd of k8s-master93 exited: a peer connects
                       from an address that its certificate does not name
        evidence       info: starting etcd  version=3.5.16
                       fatal: discovery failed  error: x509: certificate is valid for
                       192.168.1.93, not 192.168.1.92
                       systemd[1]: etcd.service: Main process exited, code=exited,
                       status=1/FAILURE
        way out        the address in spec.hosts must be the one that the host's
                       traffic leaves from
      "
    `);
  });
});
