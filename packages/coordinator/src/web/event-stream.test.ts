import { createLogger } from "@quorate/shared/log";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FakeView } from "../../../../test/fakes/fake-view.ts";
import { hostileTexts } from "../../../../test/fakes/hostile-text.ts";
import { ManualClock } from "../../../../test/fakes/manual-clock.ts";
import { openWebServer, type WebServer } from "./web-server.ts";

let view: FakeView;
let clock: ManualClock;
let server: WebServer;
beforeEach(async () => {
  view = new FakeView();
  clock = new ManualClock();
  const settings = { clock, logger: createLogger("test", "silent"), listen: { host: "127.0.0.1", port: 0 } };
  server = await openWebServer(settings, view);
});
afterEach(() => server.stop());

/** A browser's event source, as far as it is needed: what came, by the rules of HTML 9.2.6. */
class Reader {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";

  private constructor(answer: Response) {
    if (!answer.body) throw new Error("an answer without a body");
    this.#reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async open(path: string, headers: Record<string, string> = {}): Promise<Reader> {
    return new Reader(await fetch(`${server.url}${path}`, { headers }));
  }

  /** Reads on until it has so many messages; each as its id and its data. */
  async messages(count: number): Promise<readonly (readonly [id: string, data: unknown])[]> {
    await this.until(() => this.#parsed().length >= count);
    return this.#parsed();
  }

  async until(holds: (text: string) => boolean): Promise<string> {
    while (!holds(this.#text)) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`the stream ended: ${this.#text}`);
      this.#text += value;
    }
    return this.#text;
  }

  /** Resolves when the server has ended the stream. */
  async ended(): Promise<void> {
    while (!(await this.#reader.read()).done);
  }

  leave(): Promise<void> {
    return this.#reader.cancel();
  }

  #parsed(): readonly (readonly [string, unknown])[] {
    return this.#text.split("\n\n").flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const [id, data] = [field("id"), field("data")];
      return id === undefined || data === undefined ? [] : [[id, JSON.parse(data)] as const];
    });
  }
}

describe("the stream of events", () => {
  it("goes on after the event that the page shows, and brings each new one with its number", async () => {
    const reader = await Reader.open("/events?since=103");
    expect((await reader.messages(2)).map(([id]) => id)).toEqual(["104", "105"]);
    await view.happens({ type: "host.lost", host: "k8s-1" as never, reason: "cable" });
    const [, , [id, cells] = []] = await reader.messages(3);
    expect([id, cells]).toEqual(["106", ["00:00:00.000", "host.lost", "k8s-1", "cable"]]);
    await reader.leave();
  });

  it("loses nothing and repeats nothing when it was cut off: the last number that came counts, not the page's", async () => {
    const reader = await Reader.open("/events?since=100", { "last-event-id": "103" });
    expect((await reader.messages(2)).map(([id]) => id)).toEqual(["104", "105"]);
    await reader.leave();
  });

  it.each(["/events", "/events?since=x", "/events?since=-1", "/events?since=99999999999999999999"])(
    "begins now when it is not told from where: %s",
    async (path) => {
      const reader = await Reader.open(path);
      await reader.until((text) => text.includes("retry: 2000"));
      await view.happens({ type: "host.lost", host: "k8s-1" as never, reason: "" });
      expect((await reader.messages(1)).map(([id]) => id)).toEqual(["106"]);
      await reader.leave();
    },
  );

  it("has a page begin again that has seen more than this log holds", async () => {
    const reader = await Reader.open("/events?since=100", { "last-event-id": "5000" });
    expect(await reader.until((text) => text.includes("\n\nevent"))).toContain("event: restart\ndata:\n\n");
    await reader.leave();
  });

  it("stays one message for each event, whatever a host says", async () => {
    const reader = await Reader.open("/events?since=105");
    for (const reason of hostileTexts) await view.happens({ type: "host.lost", host: "k8s-1" as never, reason });
    const told = await reader.messages(hostileTexts.length);
    expect(told.map(([id]) => Number(id))).toEqual(hostileTexts.map((_, index) => 106 + index));
    expect(told.every(([, cells]) => Array.isArray(cells) && cells.length === 4)).toBe(true);
    await reader.leave();
  });

  it("says now and then that it is still there", async () => {
    const reader = await Reader.open("/events?since=105");
    await reader.until((text) => text.includes("retry"));
    await clock.advance(15_000);
    expect(await reader.until((text) => text.includes(":"))).toContain("retry");
    await reader.until((text) => text.includes(": still here\n\n"));
    await reader.leave();
  });

  it("ends with the coordinator, and leaves nothing behind when the reader goes first", async () => {
    const [staying, leaving] = [await Reader.open("/events"), await Reader.open("/events")];
    await Promise.all([staying, leaving].map((reader) => reader.until((text) => text.includes("retry"))));
    await leaving.leave();
    view.stop.abort();
    await staying.ended();
    await expect.poll(() => clock.pending).toBe(0);
  });
});
