import type { ClusterEvent, EventRecord } from "@quorate/shared/events";
import type { HostFacts } from "@quorate/shared/facts";
import { assertionId, barrierId, hostId, runId, stepId } from "@quorate/shared/ids";
import type { Plan, Step } from "@quorate/shared/plan";
import { describe, expect, it } from "vitest";
import { type ClusterState, emptyState, foldEvent, foldEvents } from "./cluster-state.ts";

const one = hostId("master90");
const two = hostId("master91");
const run = runId("run-1");
const at = "2026-11-22T09:30:00.000Z";

const startStep = (host: typeof one): Step => ({
  id: stepId(`system/modules/${host}`),
  kind: "host.modules",
  host,
  title: "Load kernel modules",
  needs: [],
  input: { modules: [] },
  timeoutMs: 1_000,
  barrier: barrierId("both"),
});
const steps = [startStep(one), startStep(two)];
const [first, second] = [stepId("system/modules/master90"), stepId("system/modules/master91")];
const plan: Plan = {
  hash: "0".repeat(64),
  cluster: "demo",
  specHash: "1".repeat(64),
  hosts: [one, two],
  phases: [{ name: "system", title: "Prepare", steps }],
  barriers: [
    {
      id: barrierId("both"),
      title: "Both at once",
      steps: [first, second],
      order: "together",
      armMs: 1,
      windowMs: 1,
      missed: "STEP_TIMED_OUT",
      undo: false,
    },
  ],
  assertions: [
    {
      id: assertionId("vip"),
      title: "One VIP",
      over: [first],
      rule: "exactly-one",
      field: "held",
      failure: "VIP_NOT_SINGLE",
    },
  ],
};
const facts: HostFacts = {
  host: "master90",
  agentVersion: "0.1.0",
  bootId: "boot-1",
  machineId: "machine",
  productUuid: "",
  hostname: "master90",
  os: { id: "debian", version: "12", name: "Debian 12", kernel: "6.1", arch: "x64" },
  cpus: 2,
  memoryMiB: 2_048,
  packageManager: "apt",
  interfaces: [],
  defaultInterface: "eth0",
};
const failure = { code: "STEP_COMMAND_FAILED", message: "it exited 1", hint: "", evidence: [] } as const;

const started: ClusterEvent = { type: "coordinator.started", epoch: "3", version: "0.1.0" };
const created: ClusterEvent = {
  type: "token.created",
  tokenHash: "t1",
  host: one,
  address: "10.0.0.90",
  expiresAt: "2026-11-22T09:45:00.000Z",
  by: "root",
};
const enrolled: ClusterEvent = {
  type: "host.enrolled",
  host: one,
  tokenHash: "t1",
  spkiSha256: "aa",
  serial: "01",
  certificatePem: "PEM",
  facts,
};
const connected: ClusterEvent = { type: "host.connected", host: one, bootId: "boot-1", agentVersion: "0.1.0" };
const runStarted: ClusterEvent = { type: "run.started", run, plan, by: "root", ignoredChecks: ["NUM-CPU"] };
const granted = (attempt: number): ClusterEvent => ({ type: "lease.granted", run, step: first, host: one, attempt });
const finished = (attempt: number, outcome: "failed" | "changed"): ClusterEvent => ({
  type: "step.finished",
  run,
  step: first,
  attempt,
  outcome,
  drift: [{ what: "module", have: "absent", want: "loaded" }],
  output: { held: true },
  ...(outcome === "failed" ? { failure } : {}),
  durationMs: 12,
  undone: [],
});

function log(...events: readonly ClusterEvent[]): readonly EventRecord[] {
  return events.map((event, index) => ({ seq: index + 1, at, event }));
}
const fold = (...events: readonly ClusterEvent[]): ClusterState => foldEvents(log(...events));
/** With the keys of the lists, which an iterable does not show. */
const plain = (state: ClusterState): unknown =>
  JSON.parse(JSON.stringify(state, (_key, value) => (typeof value === "bigint" ? `${value}` : value)));

const story = log(
  started,
  created,
  enrolled,
  connected,
  runStarted,
  { type: "run.checked", run, checks: [{ id: "NUM-CPU", severity: "ignored", detail: "1", fix: "2" }] },
  granted(1),
  { type: "step.output", run, step: first, lines: ["hello"], dropped: 0 },
  { type: "step.mark", run, step: first, mark: { name: "port-open", atNs: "1", errorNs: "1" } },
  finished(1, "failed"),
  granted(2),
  { type: "certificate.issued", run, step: first, role: "etcd-peer", serial: "02", notAfter: at },
  { type: "barrier.armed", run, barrier: barrierId("both"), hosts: [one, two] },
  { type: "barrier.fired", run, barrier: barrierId("both"), host: two },
  { type: "barrier.fired", run, barrier: barrierId("both"), host: one },
  { type: "barrier.finished", run, barrier: barrierId("both"), result: { outcome: "done", skewMs: 3, marks: [] } },
  finished(2, "changed"),
  { type: "assertion.judged", run, assertion: assertionId("vip"), holds: true },
  { type: "run.finished", run, outcome: "done", durationMs: 900 },
  { type: "host.lost", host: one, reason: "no heartbeat for 3 s" },
);

describe("the fold over the event log", () => {
  it("is the same state whenever the same events are folded, at once or in two parts", () => {
    const whole = plain(foldEvents(story));
    expect(plain(foldEvents(story))).toEqual(whole);
    for (let cut = 0; cut <= story.length; cut += 1) {
      expect(plain(foldEvents(story.slice(cut), foldEvents(story.slice(0, cut))))).toEqual(whole);
    }
  });

  it("changes no state that was handed out before", () => {
    const states = [emptyState];
    const copies = [plain(emptyState)];
    for (const record of story) {
      const next = foldEvent(states.at(-1) ?? emptyState, record);
      states.push(next);
      copies.push(plain(next));
    }
    expect(states.map(plain)).toEqual(copies);
  });

  it("tells the whole story of a run", () => {
    const state = foldEvents(story);
    const folded = state.runs.get(run);
    expect(state).toMatchObject({ seq: 20, epoch: 3n, ignored: 0, coordinator: { startedAt: at, version: "0.1.0" } });
    expect(state.currentRun).toBeUndefined();
    expect(folded).toMatchObject({
      by: "root",
      ignoredChecks: ["NUM-CPU"],
      since: 5,
      startedAt: at,
      checks: [{ id: "NUM-CPU" }],
      finished: { at, outcome: "done", durationMs: 900 },
    });
    expect(folded?.steps.get(first)).toMatchObject({
      step: { id: first },
      state: "finished",
      attempt: 2,
      finished: { outcome: "changed", durationMs: 12, output: { held: true }, drift: [{ what: "module" }] },
      certificates: [{ role: "etcd-peer", serial: "02", notAfter: at }],
    });
    expect(folded?.steps.get(first)?.finished?.failure).toBeUndefined();
    expect(folded?.steps.get(second)).toMatchObject({ state: "waiting", attempt: 0 });
    expect(folded?.barriers.get(barrierId("both"))).toMatchObject({
      state: "finished",
      fired: [two, one],
      result: { outcome: "done", skewMs: 3 },
    });
    expect(folded?.assertions.get(assertionId("vip"))).toMatchObject({ holds: true });
  });

  it("knows the run that is not finished, over a restart of the coordinator", () => {
    const state = fold(started, runStarted, granted(1), { ...started, epoch: "4" });
    expect(state.currentRun).toBe(run);
    expect(state.epoch).toBe(4n);
    expect(state.runs.get(run)?.steps.get(first)).toMatchObject({ state: "leased", attempt: 1, leasedAt: at });
  });

  it("keeps the failure of the attempt before, while the next one is under way", () => {
    const state = fold(runStarted, granted(1), finished(1, "failed"), granted(2));
    expect(state.runs.get(run)?.steps.get(first)).toMatchObject({
      state: "leased",
      attempt: 2,
      finished: { outcome: "failed", failure: { code: "STEP_COMMAND_FAILED" } },
    });
  });

  it("takes no late end of an earlier attempt for the end of the current one", () => {
    const state = fold(runStarted, granted(1), granted(2), finished(1, "failed"));
    expect(state.runs.get(run)?.steps.get(first)).toMatchObject({ state: "leased", attempt: 2 });
    expect(state.runs.get(run)?.steps.get(first)?.finished).toBeUndefined();
  });

  it("forgets what a barrier did before, when it is armed again", () => {
    const barrier = barrierId("both");
    const armed: ClusterEvent = { type: "barrier.armed", run, barrier, hosts: [one, two] };
    const canceled: ClusterEvent = {
      type: "barrier.finished",
      run,
      barrier,
      result: { outcome: "canceled", marks: [] },
      failure,
    };
    const state = fold(runStarted, armed, { type: "barrier.fired", run, barrier, host: one }, canceled, armed);
    expect(state.runs.get(run)?.barriers.get(barrier)).toEqual({
      barrier: plan.barriers[0],
      state: "armed",
      fired: [],
    });
  });

  it("knows when a host came and went, and that a new coordinator has no streams", () => {
    const came = fold(created, enrolled, connected);
    expect(came.hosts.get(one)).toMatchObject({
      connected: true,
      spkiSha256: "aa",
      serial: "01",
      lastConnected: { at, bootId: "boot-1", agentVersion: "0.1.0" },
    });
    const gone = fold(created, enrolled, connected, { type: "host.lost", host: one, reason: "reset" });
    expect(gone.hosts.get(one)).toMatchObject({ connected: false, lastLost: { at, reason: "reset" } });
    expect(fold(created, enrolled, connected, started).hosts.get(one)?.connected).toBe(false);
  });

  it("replaces the key of a host that enrols again", () => {
    const state = fold(created, enrolled, connected, { ...enrolled, tokenHash: "t2", spkiSha256: "bb", serial: "09" });
    expect(state.hosts.get(one)).toMatchObject({ spkiSha256: "bb", serial: "09", connected: true });
    expect(state.hosts.size).toBe(1);
  });

  it("binds a token to the key that used it first, with the certificate that it got", () => {
    expect(fold(created).tokens.get("t1")).toEqual({
      hash: "t1",
      host: one,
      address: "10.0.0.90",
      expiresAt: "2026-11-22T09:45:00.000Z",
      by: "root",
    });
    const bound = { spkiSha256: "aa", serial: "01", certificatePem: "PEM" };
    expect(fold(created, enrolled).tokens.get("t1")).toMatchObject({ bound });
  });

  it("ends a token only when a refusal says so", () => {
    const refused = {
      type: "host.refused",
      host: "master90",
      code: "TOKEN_REFUSED",
      reason: "another key",
      from: "::1",
    } as const;
    expect(fold(created, refused).tokens.get("t1")?.ended).toBeUndefined();
    expect(fold(created, { ...refused, tokenHash: "t1" }).tokens.get("t1")?.ended).toBe("another key");
  });

  it("counts what it does not know or cannot place, and goes on", () => {
    const foreign = { type: "region.moved", region: "north" } as unknown as ClusterEvent;
    const inherited = { type: "toString" } as unknown as ClusterEvent;
    const other = runId("run-2");
    const state = fold(
      foreign,
      inherited,
      connected,
      { type: "run.finished", run: other, outcome: "failed", durationMs: 1 },
      runStarted,
      { type: "lease.granted", run, step: stepId("no/such"), host: one, attempt: 1 },
      granted(1),
    );
    expect(state).toMatchObject({ ignored: 5, seq: 7, currentRun: run });
    expect(state.runs.get(run)?.steps.get(first)?.state).toBe("leased");
  });
});
