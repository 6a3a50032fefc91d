import { describe, expect, it } from "vitest";
import { type FakeHost, type FakeHostOptions, fakeHost } from "../../../../test/fakes/fake-host.ts";
import { listeningProcess, tcpTable } from "../../../../test/fakes/fake-proc.ts";
import { fakeStepContext } from "../../../../test/fakes/fake-step-context.ts";
import { InstantClock } from "../../../../test/fakes/instant-clock.ts";
import { preflightNetwork } from "./preflight-network.ts";

const addresses = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];
const ports = [
  { port: 2379, unit: "etcd.service" },
  { port: 2380, unit: "etcd.service" },
];
const inputOf = (address: string, ignore: readonly string[] = []) => ({
  self: `m${address.at(-1)}`,
  address,
  peers: addresses.filter((other) => other !== address).map((other) => ({ host: `m${other.at(-1)}`, address: other })),
  ports,
  ignore: [...ignore],
});

/** Hosts on one wire: what one dials, another's listener hears. */
function wire(options: Readonly<Record<string, FakeHostOptions>> = {}): ReadonlyMap<string, FakeHost> {
  const hosts = new Map<string, FakeHost>();
  for (const from of addresses) {
    const dial = (to: string, port: number, greeting: string) =>
      hosts.get(to)?.call(to, port, greeting) ? { reached: true as const, connectMs: 0.5 } : undefined;
    hosts.set(from, fakeHost({ dial, ...options[from] }));
  }
  return hosts;
}

const etcdRuns = {
  files: {
    "/proc/net/tcp": tcpTable([
      { local: "00000000:094B", inode: "1" },
      { local: "00000000:094C", inode: "1" },
    ]),
    ...listeningProcess({ pid: 5, command: "etcd", inode: "1", cgroup: "0::/system.slice/etcd.service" }),
  },
};

describe("preflight.network", () => {
  it("reaches every port of every host, then closes its listeners", async () => {
    const hosts = wire();
    const each = [...hosts].map(([address, host]) => ({ host, input: inputOf(address), ctx: fakeStepContext(host) }));
    for (const { input, ctx } of each) await preflightNetwork.arm(input, ctx);
    expect(each.map(({ host }) => host.sockets.size)).toEqual([2, 2, 2]);
    const outputs = await Promise.all(each.map(({ input, ctx }) => preflightNetwork.fire(input, ctx)));
    for (const { checks, reached } of outputs) {
      expect(checks.map(({ id, severity }) => `${id} ${severity}`)).toEqual(["REACH-2379 ok", "REACH-2380 ok"]);
      expect(reached).toHaveLength(4);
      expect(reached[0]).toEqual({ host: expect.any(String), port: 2379, connectMs: 0.5 });
    }
    expect(each.map(({ host }) => host.sockets.size)).toEqual([0, 0, 0]);
  });

  it("is undone by another attempt on the same machine", async () => {
    const [host] = wire().values();
    if (!host) throw new Error("a wire has hosts");
    await preflightNetwork.arm(inputOf("10.0.0.1"), fakeStepContext({ ...host }));
    expect(await preflightNetwork.undo(inputOf("10.0.0.1"), fakeStepContext({ ...host }))).toEqual([
      "closed 2 test listeners",
    ]);
    expect(host.sockets.size).toBe(0);
  });

  it("keeps listening for peers that were told to start later", async () => {
    const hosts = wire();
    // Its sleeps never end by themselves: fire can only end by hearing from everybody.
    const patient = new InstantClock();
    patient.sleep = (_ms, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const each = [...hosts].map(([address, host]) => {
      return { host, input: inputOf(address), ctx: fakeStepContext(host, { clock: patient }) };
    });
    for (const { input, ctx } of each) await preflightNetwork.arm(input, ctx);
    const [first, ...others] = each;
    if (!first) throw new Error("there are three hosts");
    const early = preflightNetwork.fire(first.input, first.ctx);
    await new Promise((resolve) => setImmediate(resolve));
    // haproxy on the other hosts asks the same port whether it is well, and is not a peer that has dialled.
    for (const { port } of ports) for (let check = 0; check < 3; check += 1) first.host.call("10.0.0.1", port, "");
    await new Promise((resolve) => setImmediate(resolve));
    expect(first.host.sockets.size).toBe(2);
    await Promise.all([early, ...others.map(({ input, ctx }) => preflightNetwork.fire(input, ctx))]);
    expect(each.map(({ host }) => host.sockets.size)).toEqual([0, 0, 0]);
  });

  it("dials a worker and is dialled by it only on the ports that are named for it", async () => {
    const hosts = wire();
    const kubelet = [{ port: 10250, unit: "kubelet.service" }];
    const [master, other, worker] = [inputOf("10.0.0.1"), inputOf("10.0.0.2"), inputOf("10.0.0.3")];
    const ofMaster = (input: typeof master) => ({
      ...input,
      ports: [...ports, ...kubelet],
      peers: input.peers.map((peer) => (peer.host === "m3" ? { ...peer, dial: [10250], calls: [2379] } : peer)),
    });
    const ofWorker = {
      ...worker,
      ports: kubelet,
      peers: worker.peers.map((p) => ({ ...p, dial: [2379], calls: [10250] })),
    };
    // Its sleeps never end by themselves: fire can only end by hearing from everybody who is expected.
    const patient = new InstantClock();
    patient.sleep = (_ms, signal) =>
      new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
    const inputs = [ofMaster(master), ofMaster(other), ofWorker];
    const each = [...hosts.values()].flatMap((host, at) => {
      const input = inputs[at];
      return input ? [{ input, ctx: fakeStepContext(host, { clock: patient }) }] : [];
    });
    for (const { input, ctx } of each) await preflightNetwork.arm(input, ctx);
    const [first, , third] = await Promise.all(each.map(({ input, ctx }) => preflightNetwork.fire(input, ctx)));
    expect(third?.checks.map(({ id }) => id)).toEqual(["REACH-2379"]);
    expect(third?.reached).toHaveLength(2);
    expect(first?.checks.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      ...["REACH-2379 ok", "REACH-2380 ok", "REACH-10250 ok"],
    ]);
    expect(first?.reached.filter(({ host }) => host === "m3").map(({ port }) => port)).toEqual([10250]);
  });

  it("names the pairs that fail, and guesses a firewall where nothing answers", async () => {
    const timedOut = { reached: false as const, connectMs: 2_000, problem: "timed out" as const, detail: "" };
    const host = fakeHost({
      dial: (address, port) => (address === "10.0.0.2" && port === 2380 ? timedOut : undefined),
    });
    const ctx = fakeStepContext(host);
    await preflightNetwork.arm(inputOf("10.0.0.1"), ctx);
    await expect(preflightNetwork.fire(inputOf("10.0.0.1"), ctx)).rejects.toMatchObject({
      code: "PREFLIGHT_FAILED",
      message: expect.stringContaining("m2:2380 (10.0.0.2) timed out (a firewall?), m3:2380 (10.0.0.3) refused"),
    });
    expect(host.sockets.size).toBe(0);
  });

  it("goes on when the operator excepted the ports", async () => {
    const host = fakeHost();
    const input = inputOf("10.0.0.1", ["REACH"]);
    const ctx = fakeStepContext(host);
    await preflightNetwork.arm(input, ctx);
    const { checks, reached } = await preflightNetwork.fire(input, ctx);
    expect(checks.map(({ severity }) => severity)).toEqual(["ignored", "ignored"]);
    expect(reached[0]?.problem).toBe("refused");
  });

  it("dials what already runs instead of listening, and is done when everything of ours runs", async () => {
    const host = fakeHost(etcdRuns);
    const ctx = fakeStepContext(host);
    expect(await preflightNetwork.probe(inputOf("10.0.0.1"), ctx)).toEqual([]);
    await preflightNetwork.arm(inputOf("10.0.0.1"), ctx);
    expect(host.sockets.size).toBe(0);
    expect(await preflightNetwork.probe(inputOf("10.0.0.1"), fakeStepContext(fakeHost()))).toHaveLength(2);
  });

  it("fault 37: does not arm on a port of somebody else's, and undo closes what was opened", async () => {
    const host = fakeHost({
      files: {
        "/proc/net/tcp": tcpTable([{ local: "0100000A:094C", inode: "9" }]),
        ...listeningProcess({ pid: 6, command: "nginx", inode: "9", cgroup: "0::/system.slice/nginx.service" }),
      },
    });
    const ctx = fakeStepContext(host);
    await expect(preflightNetwork.arm(inputOf("10.0.0.1"), ctx)).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: "port 2380 on 10.0.0.1 is held by pid 6 (nginx), and etcd.service needs it",
    });
    expect(await preflightNetwork.undo(inputOf("10.0.0.1"), ctx)).toEqual(["closed 1 test listeners"]);
    expect(host.sockets.size).toBe(0);
    expect(await preflightNetwork.undo(inputOf("10.0.0.1"), ctx)).toEqual([]);
  });
});
