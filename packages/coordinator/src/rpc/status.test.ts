import type { ClusterEvent } from "@quorate/shared/events";
import type { Heartbeat } from "@quorate/shared/heartbeat";
import { type HostId, hostId, runId, stepId } from "@quorate/shared/ids";
import type { Plan } from "@quorate/shared/plan";
import { describe, expect, test } from "vitest";
import { fakeFacts, fakeHosts } from "../../../../test/fakes/cluster.ts";
import type { HostSight } from "../fleet/agent-registry.ts";
import { foldEvents } from "../journal/cluster-state.ts";
import { statusOf } from "./status.ts";

const at = "2026-01-01T00:00:00.000Z";
const nowMs = Date.parse("2026-01-01T00:01:00.000Z");
const run = runId("r-1");

function stateOf(...events: readonly ClusterEvent[]) {
  return foldEvents(events.map((event, index) => ({ seq: index + 1, at, event })));
}

const started = { type: "coordinator.started", epoch: "3", version: "0.1.0" } as const;
const enrolled = fakeHosts(3).map((host) => ({
  type: "host.enrolled" as const,
  host: hostId(host.name),
  ...{ tokenHash: "t", spkiSha256: "s", serial: "01", facts: fakeFacts(host) },
}));

function seen(overrides: Partial<HostSight>, vipHeld = false): HostSight {
  const heartbeat: Heartbeat = {
    ...{ sequence: 1n, bootId: "b", sentMonoNs: 0n, sentWallNs: 0n },
    clock: { monoOffsetNs: 0n, wallOffsetNs: -1_500_000n, errorNs: 250_000n, samples: 8 },
    health: {
      ...{ load1: 0.5, memoryTotalBytes: 8, memoryAvailableBytes: 4, diskTotalBytes: 100, diskAvailableBytes: 50 },
      ...{ units: [{ name: "etcd.service", state: "running" }], vipHeld },
    },
  };
  return {
    ...{ connected: true, address: "10.0.0.1", agentVersion: "0.1.0", bootId: "b", since: nowMs - 5_000 },
    ...{ silentForMs: 412.4, heartbeat },
    ...overrides,
  };
}

const none = (): undefined => undefined;

describe("the status", () => {
  test("of a fresh coordinator is empty and complete", () => {
    expect(statusOf({ state: stateOf(started), sight: none, driven: undefined, nowMs })).toEqual({
      apiVersion: "quorate.dev/v1alpha1",
      kind: "ClusterStatus",
      at: "2026-01-01T00:01:00.000Z",
      coordinator: { version: "0.1.0", epoch: "3", startedAt: at, seq: 1 },
      hosts: [],
      alarms: [],
      vipHolders: [],
    });
  });

  test("keeps an alarm until its host is enrolled again or revoked; a token that expired is none", () => {
    const [m1] = enrolled;
    if (!m1) throw new Error("no host");
    const refused = { type: "host.refused", host: m1.host, reason: "two keys", from: "10.0.0.66" } as const;
    const stolen = { ...refused, code: "TOKEN_REFUSED", tokenHash: "t" };
    const alarmsAfter = (...events: readonly ClusterEvent[]) => {
      const all = [started, m1, ...events].map((event, index) => ({
        ...{ seq: index + 1, event },
        at: new Date(Date.parse(at) + index * 1_000).toISOString(),
      }));
      return statusOf({ state: foldEvents(all), sight: none, driven: undefined, nowMs }).alarms.map(({ host }) => host);
    };
    expect(alarmsAfter({ ...refused, code: "TOKEN_REFUSED" })).toEqual([]);
    expect(alarmsAfter(stolen)).toEqual([m1.host]);
    expect(alarmsAfter({ ...refused, code: "PERMISSION_DENIED" })).toEqual([m1.host]);
    expect(alarmsAfter(stolen, m1)).toEqual([]);
    expect(alarmsAfter(stolen, { type: "host.revoked", host: m1.host, by: "root" })).toEqual([]);
  });

  test("tells connected, silent and absent hosts apart", () => {
    const sights = new Map<HostId, HostSight>([
      [hostId("m1"), seen({}, true)],
      [hostId("m2"), seen({ connected: false, silentForMs: 9_000 }, true)],
    ]);
    const status = statusOf({
      state: stateOf(started, ...enrolled),
      sight: (host) => sights.get(host),
      driven: undefined,
      nowMs,
    });
    expect(status.hosts.map(({ agent }) => agent)).toEqual(["connected", "silent", "absent"]);
    expect(status.hosts[0]).toMatchObject({
      address: "10.0.0.1",
      lastHeardMs: 412,
      connectedSince: "2026-01-01T00:00:55.000Z",
      clock: { offsetMs: 1.5, errorMs: 0.25 },
      units: [{ name: "etcd.service", state: "running" }],
    });
    // What a silent host said last is not how it stands now.
    expect(status.hosts[1]).toMatchObject({ lastHeardMs: 9_000, units: [], vipHeld: false });
    expect(status.vipHolders).toEqual(["m1"]);
  });

  test.each([
    [undefined, "none"],
    [{ role: "control-plane", joined: true }, "control-plane"],
    [{ role: "worker", joined: true }, "worker"],
    [{ role: "worker", joined: false }, "unfinished"],
  ] as const)("says of a host whose facts hold %j: %s", (kubernetes, word) => {
    const state = kubernetes && { ...kubernetes, caHash: `sha256:${"a".repeat(64)}` };
    const host = { name: "m1", address: "10.0.0.1", role: "control-plane" } as const;
    const asked = seen({ facts: fakeFacts(host, state ? { kubernetes: state } : {}) });
    const [m1] = statusOf({ state: stateOf(started, ...enrolled), sight: () => asked, driven: undefined, nowMs }).hosts;
    expect(m1?.kubernetes).toBe(word);
  });

  test("says when and why an absent host was lost", () => {
    const lost = { type: "host.lost", host: hostId("m1"), reason: "nothing heard for 3.5 s" } as const;
    const [m1] = statusOf({ state: stateOf(started, ...enrolled, lost), sight: none, driven: undefined, nowMs }).hosts;
    expect(m1).toMatchObject({ agent: "absent", lastLost: { at, reason: "nothing heard for 3.5 s" } });
  });

  test("says of a run without an end whether this coordinator is at it or an earlier one left it", () => {
    const plan: Plan = {
      ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [hostId("m1")], barriers: [], assertions: [], phases: [] },
    };
    const state = stateOf(started, { type: "run.started", run, plan, by: "root", ignoredChecks: [] });
    const seenAs = (driven: typeof run | undefined) => statusOf({ state, sight: none, driven, nowMs }).run;
    expect(seenAs(run)).toMatchObject({ state: "running", hosts: ["m1"] });
    expect(seenAs(undefined)).toMatchObject({ state: "interrupted", by: "root" });
  });

  test("counts the steps of the last run and names its failure", () => {
    const steps = [1, 2, 3, 4].map((ordinal) => ({
      id: stepId(`m1/check-${ordinal}`),
      kind: "agent.self-check" as const,
      ...{ host: hostId("m1"), title: `check ${ordinal}`, needs: [], input: { ordinal }, timeoutMs: 1_000 },
    }));
    const plan: Plan = {
      ...{ hash: "h", cluster: "demo", specHash: "s", hosts: [hostId("m1")], barriers: [], assertions: [] },
      phases: [{ name: "check", title: "Check", steps }],
    };
    const finished = (step: number, outcome: "changed" | "unchanged" | "lost"): ClusterEvent => ({
      type: "step.finished",
      ...{
        run,
        step: stepId(`m1/check-${step}`),
        attempt: 1,
        outcome,
        drift: [],
        output: {},
        durationMs: 1,
        undone: [],
      },
    });
    const failure = { code: "HOST_LOST" as const, message: "m1 went away", hint: "", evidence: [] };
    const state = stateOf(
      started,
      { type: "run.started", run, plan, by: "root", ignoredChecks: [] },
      finished(1, "changed"),
      finished(2, "unchanged"),
      finished(3, "lost"),
      { type: "run.finished", run, outcome: "failed", durationMs: 2_000.4, failure },
    );
    expect(statusOf({ state, sight: none, driven: undefined, nowMs }).run).toMatchObject({
      ...{ run: "r-1", state: "failed", cluster: "demo", planHash: "h", by: "root", since: 2, durationMs: 2_000 },
      steps: { total: 4, waiting: 1, running: 0, unchanged: 1, changed: 1, failed: 1 },
      failure,
    });
  });
});
