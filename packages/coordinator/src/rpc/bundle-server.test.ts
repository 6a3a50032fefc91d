import { EventEmitter } from "node:events";
import { AppError } from "@quorate/shared/errors";
import { hostId } from "@quorate/shared/ids";
import { createLogger } from "@quorate/shared/log";
import { fromStatus } from "@quorate/shared/wire/status";
import { describe, expect, it } from "vitest";
import { ManualClock, until } from "../../../../test/fakes/manual-clock.ts";
import { type BundlePorts, bundleServer, type FetchCall } from "./bundle-server.ts";

const pieces = ["one ", "two ", "three"];
const sha256 = "a".repeat(64);
const identity = { host: hostId("m1"), spkiSha256: "" };

/** A call as grpc-js has it, whose reader takes pieces when the test says so. */
class FakeCall extends EventEmitter {
  readonly request = { sha256 };
  readonly got: string[] = [];
  cancelled = false;
  ended: string | undefined;
  readonly #room: number;

  /** Full after `room` pieces. */
  constructor(room: number) {
    super();
    this.#room = room;
    this.on("error", (status) => {
      this.ended = fromStatus(status).code;
    });
  }

  write({ chunk }: { chunk: Buffer }): boolean {
    this.got.push(chunk.toString());
    return this.got.length % this.#room !== 0;
  }

  end(): void {
    this.ended = "well";
  }
}

function served(room: number, ports: Partial<BundlePorts> = {}) {
  const clock = new ManualClock();
  const file = { name: "packages/a.deb", sha256, bytes: 13 };
  const bundle: BundlePorts["bundle"] = {
    file: (asked) => (asked === sha256 ? file : undefined),
    read: async function* () {
      for (const piece of pieces) yield Buffer.from(piece);
    },
  };
  const usual = { bundle, refusal: () => undefined, startWindowOpen: () => false };
  const serve = bundleServer({ ...usual, clock, logger: createLogger("test", "silent"), ...ports });
  const call = new FakeCall(room);
  void serve(call as unknown as FetchCall, identity);
  return { call, clock };
}

describe("the server of a bundle", () => {
  it("sends a file whole, and ends the call well", async () => {
    const { call } = served(99);
    await until("the end", () => call.ended !== undefined);
    expect([call.got, call.ended]).toEqual([pieces, "well"]);
  });

  it("reads on only when what it sent was taken", async () => {
    const { call, clock } = served(1);
    await clock.advance(10);
    expect(call.got).toEqual(["one "]);
    call.emit("drain");
    await clock.advance(10);
    expect(call.got).toEqual(["one ", "two "]);
  });

  it("gives up a reader that takes nothing for 30 s, in words that have it try again", async () => {
    const { call, clock } = served(1);
    await clock.advance(29_999);
    expect(call.ended).toBeUndefined();
    await clock.advance(1);
    expect(call.ended).toBe("COORDINATOR_UNREACHABLE");
    expect(clock.pending).toBe(0);
  });

  it("sends a piece every 250 ms while a start window is open", async () => {
    const { call, clock } = served(99, { startWindowOpen: () => true });
    await clock.advance(249);
    expect(call.got).toEqual([]);
    await clock.advance(1);
    expect(call.got).toEqual(["one "]);
    await clock.advance(500);
    expect([call.got, call.ended]).toEqual([pieces, "well"]);
  });

  it("stops in the middle of a file when its host is revoked", async () => {
    let refused: AppError | undefined;
    const { call, clock } = served(1, { refusal: () => refused });
    await clock.advance(1);
    refused = new AppError("PERMISSION_DENIED", "m1 was revoked");
    call.emit("drain");
    await clock.advance(1);
    expect([call.got, call.ended]).toEqual([["one "], "PERMISSION_DENIED"]);
  });

  it("leaves the turn to others when the reader goes away", async () => {
    const { call, clock } = served(1);
    await clock.advance(1);
    call.cancelled = true;
    call.emit("cancelled");
    await clock.advance(1);
    expect([call.got, clock.pending]).toEqual([["one "], 0]);
  });

  it("has nothing when there is no bundle", async () => {
    const { call, clock } = served(1, { bundle: undefined });
    await clock.advance(1);
    expect(call.ended).toBe("BUNDLE_MISSING");
  });
});
