import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../../test/fakes/free-port.ts";
import type { CloseSocket } from "./host.ts";
import { realNetwork as network } from "./real-network.ts";

let port = 0;
beforeAll(async () => {
  port = await freePort();
});
const closers: CloseSocket[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("realNetwork", () => {
  it("reaches a port while it listens there, and is refused after", async () => {
    const close = await network.listen("127.0.0.1", port);
    expect(await network.dial("127.0.0.1", port, { timeoutMs: 30_000 })).toMatchObject({ reached: true });
    await close();
    await close();
    expect(await network.dial("127.0.0.1", port, { timeoutMs: 30_000 })).toMatchObject({
      reached: false,
      problem: "refused",
    });
  });

  it("tells what each caller says, and that a health check says nothing", async () => {
    const heard: string[] = [];
    closers.push(await network.listen("127.0.0.1", port, (greeting) => heard.push(greeting)));
    await network.dial("127.0.0.1", port, { timeoutMs: 30_000, greeting: "it is m1" });
    await network.dial("127.0.0.1", port, { timeoutMs: 30_000 });
    await expect.poll(() => [...heard].sort()).toEqual(["", "it is m1"]);
  });

  it("rejects PORT_TAKEN for a port that is held", async () => {
    closers.push(await network.listen("127.0.0.1", port));
    await expect(network.listen("127.0.0.1", port)).rejects.toMatchObject({ code: "PORT_TAKEN" });
  });

  it("rejects with the reason of an abort", async () => {
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(network.dial("127.0.0.1", port, { timeoutMs: 30_000, signal })).rejects.toBe(reason);
  });

  it("knows the loopback's address and its prefix", () => {
    expect(network.addresses()).toContainEqual(
      expect.objectContaining({ interface: "lo", address: "127.0.0.1", prefix: 8 }),
    );
  });

  it("sends a datagram into the void without an error", async () => {
    await network.sendDatagram("127.0.0.1", port);
  });
});
