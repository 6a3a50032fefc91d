import { Secret } from "@quorate/shared/secret";
import { describe, expect, it } from "vitest";
import { fakeStatus } from "../../../../test/fakes/fake-status.ts";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { type AwaitSettings, awaitAgents } from "./await-agents.ts";

const startMs = 1_700_000_000_000;
const hosts = ["m1", "m2", "m3"].map((name, index) => ({ name, address: `10.0.0.${index + 1}` }));

/** Agents by name, and after how many seconds each is what it is. */
function world(agents: Readonly<Record<string, { enrolled: number; connected: number }>>, terminal = false) {
  let nowMs = startMs;
  const clock = new InstantClock((at) => {
    nowMs = at;
  }, startMs);
  const around = new FakeSurroundings({ clock, terminal });
  const wishes: { hostName: string; address: string; ttlSeconds: number }[] = [];
  const after = (seconds: number): boolean => nowMs - startMs >= seconds * 1_000;
  const client: AwaitSettings["client"] = {
    status: async () =>
      fakeStatus(
        Object.entries(agents)
          .filter(([, { enrolled }]) => after(enrolled))
          .map(([name, { connected }]) => ({ name, agent: after(connected) ? "connected" : "absent" })),
      ),
    createToken: async (wish) => {
      wishes.push(wish);
      const token = new Secret(`token-of-${wish.hostName}`);
      return { token, caHash: "sha256:ca", enrolAddress: "10.0.0.9:7444", expiresAt: "2026-01-01T12:15:00.000Z" };
    },
  };
  const wait = (limitMs = 900_000, signal = new AbortController().signal) =>
    awaitAgents({ client, hosts, limitMs, around, output: around.stdout, signal });
  return { around, wishes, wait, seconds: () => (nowMs - startMs) / 1_000 };
}

describe("waiting for agents", () => {
  it("says nothing and makes no token when all are connected", async () => {
    const all = { enrolled: 0, connected: 0 };
    const { around, wishes, wait } = world({ m1: all, m2: all, m3: all });
    await wait();
    expect({ text: around.stdout.text, wishes }).toEqual({ text: "", wishes: [] });
  });

  it("prints an enrol command for a host that never enrolled, bound to its address, and none for one that did", async () => {
    const { around, wishes, wait } = world({
      m1: { enrolled: 0, connected: 0 },
      m2: { enrolled: 0, connected: 5 },
      m3: { enrolled: 7, connected: 9 },
    });
    await wait();
    expect(wishes).toEqual([{ hostName: "m3", address: "10.0.0.3", ttlSeconds: 900, operator: "operator" }]);
    expect(around.stdout.lines).toContain(
      "  echo token-of-m3 | quorate-agent enroll --coordinator 10.0.0.9:7444 --ca-hash sha256:ca --host m3 --token-file -",
    );
  });

  it("tells each change once, in a pipe", async () => {
    const { around, wait } = world({
      m1: { enrolled: 0, connected: 0 },
      m2: { enrolled: 0, connected: 5 },
      m3: { enrolled: 0, connected: 9 },
    });
    await wait();
    expect(around.stdout.lines.filter((line) => line.includes("m2"))).toEqual([
      expect.stringContaining("enrolled; then: systemctl enable --now"),
      expect.stringContaining("connected"),
      expect.stringContaining("connected"),
    ]);
  });

  it("says on a terminal whom it waits for and when it gives up", async () => {
    const late = { enrolled: 0, connected: 3 };
    const { around, wait } = world({ m1: { enrolled: 0, connected: 0 }, m2: late, m3: late }, true);
    await wait(120_000);
    expect(around.stdout.text).toContain("waits for 2 of 3 agents; gives up in 2:00");
    expect(around.stdout.text).toContain("all agents are connected");
  });

  it("gives up at its limit and names who is missing", async () => {
    const { wait, seconds } = world({ m1: { enrolled: 0, connected: 0 } });
    await expect(wait(60_000)).rejects.toMatchObject({
      code: "HOST_UNREACHABLE",
      message: "not connected after 1m: m2, m3",
    });
    expect(seconds()).toBe(60);
  });

  it("does not wait at all, and makes no token, with a limit of nothing", async () => {
    const { wishes, wait, seconds } = world({});
    await expect(wait(0)).rejects.toMatchObject({ code: "HOST_UNREACHABLE", message: "not connected: m1, m2, m3" });
    expect({ wishes, seconds: seconds() }).toEqual({ wishes: [], seconds: 0 });
  });

  it("ends when it is told to", async () => {
    const controller = new AbortController();
    const { wait } = world({});
    const waiting = wait(900_000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  });
});
