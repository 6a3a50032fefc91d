import { AppError } from "@quorate/shared/errors";
import type { HostFacts } from "@quorate/shared/facts";
import type { HostHealth } from "@quorate/shared/heartbeat";
import { createLogger } from "@quorate/shared/log";
import { afterEach, describe, expect, test } from "vitest";
import { agentProcess, freshStateDirectory, grant, leaseOf } from "../../../../test/fakes/agent-process.ts";
import { idleRenewal } from "../../../../test/fakes/idle-renewal.ts";
import { until } from "../../../../test/fakes/manual-clock.ts";
import { checkStep } from "../../../../test/fakes/scripted-handlers.ts";
import { ScriptedPeer } from "../../../../test/fakes/scripted-peer.ts";
import { CertificateDesk } from "./certificate-desk.ts";
import { keepSession } from "./keep-session.ts";
import { Outbox } from "./outbox.ts";
import { Pulse } from "./pulse.ts";
import type { SessionParts } from "./session.ts";

freshStateDirectory();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const health: HostHealth = {
  load1: 0.5,
  memoryTotalBytes: 1,
  memoryAvailableBytes: 1,
  diskTotalBytes: 1,
  diskAvailableBytes: 1,
  units: [],
  vipHeld: false,
};
const facts = { host: "k8s-1" } as HostFacts;
const watch = { vip: "192.168.1.33", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };

/** An agent in one process, kept connected to a scripted coordinator; its reports go to the outbox. */
async function connectedAgent(more: Partial<SessionParts> = {}) {
  const peer = new ScriptedPeer();
  const outbox = new Outbox();
  const agent = await agentProcess({}, (report) => outbox.report(report));
  const { clock, desk, journal } = agent;
  const watched: unknown[] = [];
  const pulse = new Pulse({ clock, bootId: "boot", health: () => health });
  const certificates = new CertificateDesk((message) => outbox.answer(message));
  const parts: SessionParts = {
    connect: peer.connect,
    clock,
    log: createLogger("test", "silent"),
    agentVersion: "0.1.0",
    bootId: "boot",
    journal,
    desk,
    outbox,
    pulse,
    certificates,
    renewal: idleRenewal,
    facts: async () => facts,
    watch: async (target) => void watched.push(target),
    ...more,
  };
  const stop = new AbortController();
  const over = keepSession(parts, stop.signal, () => 1);
  ends.push(async () => {
    stop.abort(new AppError("HOST_LOST", "test over"));
    await over;
  });
  return { ...agent, peer, outbox, pulse, certificates, watched, stop, over };
}

const heartbeats = (peer: ScriptedPeer) =>
  peer.now.flatMap((said) => (said.type === "heartbeat" ? [said.heartbeat] : []));
const types = (peer: ScriptedPeer) => peer.now.map(({ type }) => type);

describe("a session", () => {
  test("begins with hello and says nothing else before it is welcomed", async () => {
    const { peer, outbox, journal, clock } = await connectedAgent();
    outbox.report({ type: "accepted", lease: leaseOf() });
    await clock.advance(5_000);
    expect(peer.now).toEqual([
      { type: "hello", hello: { agentVersion: "0.1.0", protocol: 1, bootId: "boot", epoch: journal.epoch } },
    ]);
  });

  test("then beats at once and at the interval it was told", async () => {
    const { peer, clock } = await connectedAgent();
    peer.welcome(3n, 2_000);
    await clock.advance(5_000);
    expect(heartbeats(peer).map(({ sequence }) => sequence)).toEqual([1n, 2n, 3n]);
  });

  test("keeps to a sane interval, whatever it is told", async () => {
    const { peer, clock } = await connectedAgent();
    peer.welcome(3n, 0);
    await clock.advance(1_000);
    expect(heartbeats(peer).length).toBeLessThanOrEqual(11);
  });

  test("remembers the epoch it obeyed and says it in the next hello", async () => {
    const { peer, journal, clock } = await connectedAgent();
    peer.welcome(9n);
    peer.drop();
    await clock.advance(5_000);
    expect(journal.epoch).toBe(9n);
    expect(peer.now[0]).toMatchObject({ hello: { epoch: 9n } });
  });

  test("fault 14: with an older coordinator ends without a word", async () => {
    const { peer, journal, clock } = await connectedAgent();
    await journal.obey(9n);
    peer.welcome(8n);
    peer.say({ type: "command", command: grant(checkStep, leaseOf(1, 9n)) });
    await clock.advance(100);
    expect(types(peer)).toEqual(["hello"]);
    await clock.advance(5_000);
    expect(peer.streams).toBe(2);
  });

  test("obeys nobody who does not welcome first", async () => {
    const { peer, clock, desk } = await connectedAgent();
    peer.say({ type: "command", command: grant(checkStep) });
    expect(desk.busy).toBe(false);
    await clock.advance(5_000);
    expect(peer.streams).toBe(2);
  });

  test("runs leases and reports them", async () => {
    const { peer, desk } = await connectedAgent();
    peer.welcome();
    peer.say({ type: "command", command: grant(checkStep) });
    await desk.idle();
    expect(types(peer)).toEqual(["hello", "heartbeat", "report", "report"]);
  });

  test("tells its facts when asked, and watches what it is told to", async () => {
    const { peer, watched } = await connectedAgent();
    peer.welcome();
    peer.say({ type: "facts-request", requestId: "r-1", watch });
    await until("the facts are told", () => types(peer).includes("facts"));
    expect(peer.now.at(-1)).toEqual({ type: "facts", requestId: "r-1", facts });
    expect(watched).toEqual([watch]);
  });

  test("fault 23: tells its facts also when it cannot keep what to watch, the disk being full", async () => {
    const full = new AppError("FILE_ACCESS_FAILED", "cannot write watch.json: the disk is full");
    const { peer } = await connectedAgent({ watch: () => Promise.reject(full) });
    peer.welcome();
    peer.say({ type: "facts-request", requestId: "r-1", watch });
    await until("the facts are told", () => types(peer).includes("facts"));
    expect(peer.now.at(-1)).toEqual({ type: "facts", requestId: "r-1", facts });
  });

  test("goes on when its facts cannot be told", async () => {
    const { peer, clock } = await connectedAgent({ facts: () => Promise.reject(new AppError("INTERNAL", "no")) });
    peer.welcome();
    peer.say({ type: "facts-request", requestId: "r-1" });
    await clock.advance(1_000);
    expect(types(peer)).toEqual(["hello", "heartbeat", "heartbeat"]);
  });
});

describe("a session that breaks", () => {
  test.each([false, true])("is tried again after a wait that grows to five seconds; let in: %s", async (letIn) => {
    const { peer, clock } = await connectedAgent();
    const opened: number[] = [];
    for (let second = 0; second < 30; second++) {
      if (letIn) peer.welcome();
      peer.drop();
      await clock.advance(1_000);
      opened.push(peer.streams);
    }
    expect([opened.slice(0, 4), (opened.at(-1) ?? 0) - (opened.at(-6) ?? 0)]).toEqual([[2, 2, 3, 3], 1]);
  });

  test("keeps unsaid reports for the next one", async () => {
    const { peer, outbox, clock } = await connectedAgent();
    peer.welcome();
    peer.drop();
    outbox.report({ type: "armed", lease: leaseOf() });
    await clock.advance(5_000);
    peer.welcome();
    expect(types(peer)).toEqual(["hello", "heartbeat", "report"]);
  });

  test("fault 19: without a word for fifteen seconds is given up", async () => {
    const { peer, clock } = await connectedAgent();
    await clock.advance(14_900);
    expect(peer.streams).toBe(1);
    await clock.advance(2_000);
    expect(peer.streams).toBe(2);
  });

  test("lives as long as its heartbeats are answered", async () => {
    const { peer, clock } = await connectedAgent();
    peer.welcome();
    for (let second = 0; second < 40; second++) {
      await clock.advance(1_000);
      peer.say({
        type: "heartbeat-ack",
        ack: { sequence: 1n, receivedMonoNs: 0n, receivedWallNs: 0n, sentMonoNs: 0n, sentWallNs: 0n },
      });
    }
    expect(peer.streams).toBe(1);
  });

  test("asks again for certificates that were not answered", async () => {
    const { peer, clock, certificates } = await connectedAgent();
    peer.welcome();
    const request = { role: "etcd-peer", publicKey: Buffer.from("key"), sign: (data: Buffer) => data };
    const issued = certificates.request(leaseOf(), request, new AbortController().signal);
    peer.drop();
    await clock.advance(5_000);
    peer.welcome();
    const asked = peer.now.find(({ type }) => type === "certificate-request");
    expect(asked).toMatchObject({
      request: {
        role: "etcd-peer",
        signature: Buffer.from("quorate-certificate-v1\nrun-1\nk8s-1/step\netcd-peer\nkey"),
      },
    });
    peer.say({
      type: "certificate",
      answer: { lease: leaseOf(), role: "etcd-peer", certificatePem: "c", caPem: "ca" },
    });
    expect(await issued).toEqual({ certificatePem: "c", caPem: "ca" });
  });

  test("ends for good when the agent stops", async () => {
    const { peer, stop, over, clock } = await connectedAgent();
    peer.welcome();
    stop.abort(new AppError("HOST_LOST", "stopped"));
    await over;
    await clock.advance(60_000);
    expect(peer.streams).toBe(1);
    expect(clock.pending).toBe(0);
  });
});

describe("a coordinator that does not keep up", () => {
  test("gets one fresh heartbeat when it does again, not all that were due", async () => {
    const { peer, clock } = await connectedAgent();
    peer.keepsUp = false;
    peer.welcome();
    await clock.advance(10_000);
    expect(heartbeats(peer)).toHaveLength(1);
    const before = clock.monoNs();
    peer.drained();
    const [, late, ...rest] = heartbeats(peer);
    expect(late?.sentMonoNs).toBe(before);
    expect(rest).toEqual([]);
  });

  test("gets the heartbeat before the reports that wait", async () => {
    const { peer, clock, outbox } = await connectedAgent();
    peer.keepsUp = false;
    peer.welcome();
    for (let count = 0; count < 3; count++) outbox.report({ type: "armed", lease: leaseOf() });
    await clock.advance(1_000);
    peer.drained();
    expect(types(peer)).toEqual(["hello", "heartbeat", "heartbeat", "report", "report", "report"]);
  });
});

describe("the clock", () => {
  const answer = (peer: ScriptedPeer, offsetNs: bigint, holdNs = 0n) => {
    const sent = heartbeats(peer).at(-1);
    if (!sent) throw new Error("no heartbeat");
    const receivedMonoNs = sent.sentMonoNs + offsetNs;
    const sentMonoNs = receivedMonoNs + holdNs;
    const ack = { sequence: sent.sequence, receivedMonoNs, receivedWallNs: 0n, sentMonoNs, sentWallNs: 0n };
    peer.say({ type: "heartbeat-ack", ack });
  };

  test("is compared by the heartbeat's round trip, and the next heartbeat says the result", async () => {
    const { peer, clock } = await connectedAgent();
    peer.welcome();
    await clock.advance(2);
    answer(peer, 1_000_000_000n);
    await clock.advance(1_000);
    // Two milliseconds of round trip: the answer's half cannot be told from the question's.
    expect(heartbeats(peer).at(-1)?.clock).toMatchObject({
      monoOffsetNs: 999_000_000n,
      errorNs: 1_000_000n,
      samples: 1,
    });
  });

  test("of another coordinator process is learned anew", async () => {
    const { peer, clock, pulse } = await connectedAgent();
    peer.welcome(3n);
    answer(peer, 1_000n);
    expect(pulse.estimate).toBeDefined();
    peer.drop();
    await clock.advance(5_000);
    peer.welcome(3n);
    expect(pulse.estimate).toBeDefined();
    peer.drop();
    await clock.advance(5_000);
    peer.welcome(4n);
    expect(pulse.estimate).toBeUndefined();
  });
});
