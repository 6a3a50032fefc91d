import type { Report } from "@quorate/shared/command";
import type { CertificateAnswer } from "@quorate/shared/session-message";
import { describe, expect, test } from "vitest";
import { FakeAgentStream } from "../../../../test/fakes/fake-agent-stream.ts";
import { cancel, heartbeat, hello, lease, m1, m2, registry, settled } from "../../../../test/fakes/fake-registry.ts";

describe("a connected agent", () => {
  test("is welcomed with the epoch and counts as connected", async () => {
    const { fleet, presences, types } = registry();
    const stream = new FakeAgentStream();
    fleet.attach(m1, hello(), stream);
    expect(stream.written).toEqual([
      { type: "welcome", welcome: { epoch: 4n, instance: "a1", cluster: "prod", heartbeatIntervalMs: 1_000 } },
    ]);
    expect(fleet.connected(m1)).toBe(true);
    expect(presences).toEqual([{ host: m1, connected: true }]);
    await settled();
    expect(types()).toEqual(["host.connected"]);
  });

  test("gets commands; a host without a stream does not", () => {
    const { fleet } = registry();
    const stream = new FakeAgentStream();
    fleet.attach(m1, hello(), stream);
    expect(fleet.send(m1, cancel)).toBe(true);
    expect(fleet.send(m2, cancel)).toBe(false);
    expect(stream.types()).toEqual(["welcome", "command"]);
  });

  test("that closes its stream is lost at once", async () => {
    const { fleet, presences, types } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    fleet.detach(session, "the connection broke");
    expect(fleet.connected(m1)).toBe(false);
    expect(fleet.send(m1, cancel)).toBe(false);
    expect(presences.at(-1)).toEqual({ host: m1, connected: false });
    await settled();
    expect(types()).toEqual(["host.connected", "host.lost"]);
  });

  test("tells its reports to whoever listens, under the name of its certificate", () => {
    const { fleet } = registry();
    const seen: [string, Report][] = [];
    const off = fleet.onReport((host, report) => seen.push([host, report]));
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    fleet.receive(session, { type: "report", report: { type: "accepted", lease } });
    off();
    fleet.receive(session, { type: "report", report: { type: "armed", lease } });
    expect(seen).toEqual([[m1, { type: "accepted", lease }]]);
  });

  test("gets no new budget for talking by connecting again", () => {
    const { fleet } = registry();
    const seen: Report[] = [];
    fleet.onReport((_host, report) => seen.push(report));
    const report = { type: "output", lease, lines: ["x".repeat(200_000)], dropped: 0 } as const;
    for (let said = 0; said < 100; said++) {
      fleet.receive(fleet.attach(m1, hello(), new FakeAgentStream()), { type: "report", report });
    }
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.length).toBeLessThan(30);
  });

  test("may not say hello again", () => {
    const { fleet } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    expect(() => fleet.receive(session, { type: "hello", hello: hello() })).toThrow(
      expect.objectContaining({ code: "PROTOCOL_MISMATCH" }),
    );
  });
});

describe("a newer stream of the same host", () => {
  test("fences the older one, and leases are sent again", async () => {
    const { fleet, presences, types } = registry();
    const [older, newer] = [new FakeAgentStream(), new FakeAgentStream()];
    const first = fleet.attach(m1, hello(), older);
    fleet.attach(m1, hello(), newer);
    expect(older.error?.code).toBe("STREAM_REPLACED");
    expect(older.error?.spec.status).toBe("ABORTED");
    fleet.send(m1, cancel);
    expect(older.types()).toEqual(["welcome"]);
    expect(newer.types()).toEqual(["welcome", "command"]);
    fleet.detach(first, "the connection broke");
    expect(fleet.connected(m1)).toBe(true);
    expect(presences.map(({ connected }) => connected)).toEqual([true, true]);
    await settled();
    expect(types()).toEqual(["host.connected"]);
  });

  test("makes what the older one still says count for nothing", () => {
    const { fleet } = registry();
    const seen: Report[] = [];
    fleet.onReport((_host, report) => seen.push(report));
    const first = fleet.attach(m1, hello(), new FakeAgentStream());
    fleet.attach(m1, hello(), new FakeAgentStream());
    fleet.receive(first, { type: "report", report: { type: "armed", lease } });
    expect(seen).toEqual([]);
  });
});

describe("a silent agent", () => {
  test("fault 19: counts as not connected after 3.5 s and as connected again when it speaks", async () => {
    const { fleet, clock, presences, types } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    await clock.advance(3_400);
    expect(fleet.connected(m1)).toBe(true);
    await clock.advance(200);
    expect(fleet.connected(m1)).toBe(false);
    fleet.receive(session, heartbeat(1n));
    expect(fleet.connected(m1)).toBe(true);
    expect(presences.map(({ connected }) => connected)).toEqual([true, false, true]);
    await settled();
    expect(types()).toEqual(["host.connected", "host.lost", "host.connected"]);
  });

  test("that spoke in time stays connected, however long it has been", async () => {
    const { fleet, clock, presences } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    for (let beat = 1n; beat <= 20n; beat++) {
      await clock.advance(3_000);
      fleet.receive(session, heartbeat(beat));
    }
    expect(presences).toHaveLength(1);
    expect(clock.pending).toBe(1);
  });

  test("is reported lost once when its stream then closes too", async () => {
    const { fleet, clock, types, presences } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    await clock.advance(4_000);
    fleet.detach(session, "the connection broke");
    await settled();
    expect(types()).toEqual(["host.connected", "host.lost"]);
    expect(presences).toHaveLength(2);
  });

  test("keeps its stream: commands sent meanwhile reach it when it reads again", async () => {
    const { fleet, clock } = registry();
    const stream = new FakeAgentStream();
    fleet.attach(m1, hello(), stream);
    await clock.advance(4_000);
    expect(fleet.send(m1, cancel)).toBe(true);
    expect(stream.types()).toEqual(["welcome", "command"]);
  });
});

describe("heartbeats", () => {
  test("are kept as the latest value and bring the clock", async () => {
    const { fleet, clock } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    expect(fleet.clock(m1)).toBeUndefined();
    fleet.receive(session, heartbeat(1n));
    fleet.receive(session, heartbeat(2n));
    await clock.advance(400);
    expect(fleet.clock(m1)?.wallOffsetNs).toBe(7n);
    expect(fleet.sight(m1)?.heartbeat?.sequence).toBe(2n);
    expect(fleet.sight(m1)?.silentForMs).toBe(400);
  });

  test("are answered with the coordinator's clocks", () => {
    const { fleet, clock } = registry();
    const stream = new FakeAgentStream();
    const session = fleet.attach(m1, hello(), stream);
    fleet.receive(session, heartbeat(9n));
    const now = { mono: clock.monoNs(), wall: BigInt(clock.wallMs()) * 1_000_000n };
    expect(stream.written.at(-1)).toEqual({
      type: "heartbeat-ack",
      ack: {
        ...{ sequence: 9n, receivedMonoNs: now.mono, receivedWallNs: now.wall },
        ...{ sentMonoNs: now.mono, sentWallNs: now.wall },
      },
    });
  });

  test("are not answered late: a slow reader gets no old answer", () => {
    const { fleet } = registry();
    const stream = new FakeAgentStream();
    const session = fleet.attach(m1, hello(), stream);
    stream.reads = false;
    fleet.send(m1, cancel);
    fleet.receive(session, heartbeat(1n));
    stream.drain();
    expect(stream.types()).toEqual(["welcome", "command"]);
  });
});

describe("an agent that does not read", () => {
  test("is cut when a thousand messages wait for it", () => {
    const { fleet, presences } = registry();
    const stream = new FakeAgentStream();
    fleet.attach(m1, hello(), stream);
    stream.reads = false;
    for (let sent = 0; sent <= 1_000; sent++) expect(fleet.send(m1, cancel)).toBe(true);
    expect(stream.ended).toBe(false);
    expect(fleet.send(m1, cancel)).toBe(false);
    expect(stream.error?.code).toBe("HOST_LOST");
    expect(presences.at(-1)).toEqual({ host: m1, connected: false });
    expect(stream.written).toHaveLength(2);
  });

  test("is cut when 8 MiB wait for it", () => {
    const { fleet } = registry();
    const stream = new FakeAgentStream();
    stream.messageBytes = 1_024 * 1_024;
    fleet.attach(m1, hello(), stream);
    stream.reads = false;
    for (let sent = 0; sent < 9; sent++) expect(fleet.send(m1, cancel)).toBe(true);
    expect(fleet.send(m1, cancel)).toBe(false);
    expect(fleet.connected(m1)).toBe(false);
  });
});

describe("the registry", () => {
  test("sends the answer to a certificate request on the stream that asked", async () => {
    const answer: CertificateAnswer = { lease, role: "etcd-peer", certificatePem: "c", caPem: "ca" };
    const { fleet } = registry(() => Promise.resolve(answer));
    const stream = new FakeAgentStream();
    const session = fleet.attach(m1, hello(), stream);
    const request = { lease, role: "etcd-peer", publicKey: Buffer.alloc(1), signature: Buffer.alloc(1) };
    fleet.receive(session, { type: "certificate-request", request });
    await settled();
    expect(stream.written.at(-1)).toEqual({ type: "certificate", answer });
  });

  test("cuts the stream of a host whose key was replaced, and not the one with the new key", () => {
    const { fleet, presences } = registry();
    const stream = new FakeAgentStream("10.0.0.1", "old");
    fleet.attach(m1, hello(), stream);
    fleet.keyChanged(m1, "old");
    expect(stream.ended).toBe(false);
    fleet.keyChanged(m1, "new");
    expect(stream.error?.code).toBe("PERMISSION_DENIED");
    expect(presences.at(-1)).toEqual({ host: m1, connected: false });
  });
});
