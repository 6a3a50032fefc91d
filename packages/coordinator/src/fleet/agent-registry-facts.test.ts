import { describe, expect, test } from "vitest";
import { fakeFacts, fakeHosts } from "../../../../test/fakes/cluster.ts";
import { FakeAgentStream } from "../../../../test/fakes/fake-agent-stream.ts";
import { heartbeat, hello, m1, m2, registry, settled } from "../../../../test/fakes/fake-registry.ts";

const [m1Spec] = fakeHosts(1);
if (!m1Spec) throw new TypeError("no host");

describe("facts", () => {
  const requested = (stream: FakeAgentStream): string => {
    const last = stream.written.at(-1);
    return last?.type === "facts-request" ? last.requestId : "";
  };

  test("are asked for together with what to watch, and come from that host only", async () => {
    const { fleet } = registry();
    const [stream, other] = [new FakeAgentStream(), new FakeAgentStream()];
    const session = fleet.attach(m1, hello(), stream);
    const stranger = fleet.attach(m2, hello(), other);
    const watch = { vip: "10.0.0.9", etcdClientUrl: "", etcdCaFile: "", etcdCertFile: "", etcdKeyFile: "" };
    const asked = fleet.facts(m1, watch);
    expect(stream.written.at(-1)).toMatchObject({ type: "facts-request", watch });
    const forged = fakeFacts({ ...m1Spec, name: "m2" });
    fleet.receive(stranger, { type: "facts", requestId: requested(stream), facts: forged });
    fleet.receive(session, { type: "facts", requestId: requested(stream), facts: fakeFacts(m1Spec) });
    expect((await asked).host).toBe("m1");
    expect(fleet.sight(m1)?.facts?.machineId).toBe("machine-m1");
  });

  test("of a host that is not connected are HOST_UNREACHABLE", async () => {
    await expect(registry().fleet.facts(m1)).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  });

  test("that do not come within their limit are HOST_LOST", async () => {
    const { fleet, clock } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    const asked = expect(fleet.facts(m1)).rejects.toMatchObject({ code: "HOST_LOST" });
    for (let beat = 1n; beat <= 11n; beat++) {
      await clock.advance(1_000);
      fleet.receive(session, heartbeat(beat));
    }
    await asked;
  });

  test("are HOST_LOST at once when the stream closes", async () => {
    const { fleet } = registry();
    const session = fleet.attach(m1, hello(), new FakeAgentStream());
    const asked = expect(fleet.facts(m1)).rejects.toMatchObject({ code: "HOST_LOST" });
    fleet.detach(session, "the connection broke");
    await asked;
  });

  test("about another host are refused and recorded: a host speaks for itself only", async () => {
    const { fleet, log } = registry();
    const session = fleet.attach(m2, hello(), new FakeAgentStream("10.0.0.2"));
    expect(() => fleet.receive(session, { type: "facts", requestId: "", facts: fakeFacts(m1Spec) })).toThrow(
      expect.objectContaining({ code: "PERMISSION_DENIED" }),
    );
    await settled();
    expect(log.events("host.refused")).toMatchObject([{ host: "m2", code: "PERMISSION_DENIED", from: "10.0.0.2" }]);
  });
});
