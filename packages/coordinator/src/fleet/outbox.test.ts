import { describe, expect, test } from "vitest";
import { Outbox } from "./outbox.ts";

function slowReader(limits = { messages: 3, bytes: 100 }) {
  const reader = { taken: [] as string[], reads: true };
  const outbox = new Outbox<string>(
    {
      write: (message) => {
        reader.taken.push(message);
        return reader.reads;
      },
      sizeOf: (message) => message.length,
    },
    limits,
  );
  return { reader, outbox };
}

describe("the outbox of a stream", () => {
  test("holds what a slow reader does not take, and gives it in order when there is room", () => {
    const { reader, outbox } = slowReader();
    reader.reads = false;
    for (const message of ["a", "b", "c"]) expect(outbox.send(message)).toBe(true);
    expect(reader.taken).toEqual(["a"]);
    reader.reads = true;
    outbox.drained();
    expect(reader.taken).toEqual(["a", "b", "c"]);
    expect(outbox.clear).toBe(true);
  });

  test("gives one message for each drain to a reader that takes one at a time", () => {
    const { reader, outbox } = slowReader();
    reader.reads = false;
    for (const message of ["a", "b", "c"]) outbox.send(message);
    outbox.drained();
    expect(reader.taken).toEqual(["a", "b"]);
    outbox.drained();
    expect(reader.taken).toEqual(["a", "b", "c"]);
  });

  test("refuses the message that goes over the limit of messages", () => {
    const { reader, outbox } = slowReader();
    reader.reads = false;
    for (const message of ["a", "b", "c", "d"]) expect(outbox.send(message)).toBe(true);
    expect(outbox.send("e")).toBe(false);
  });

  test("refuses the message that goes over the limit of bytes, and takes a smaller one", () => {
    const { reader, outbox } = slowReader();
    reader.reads = false;
    outbox.send("a");
    expect(outbox.send("x".repeat(99))).toBe(true);
    expect(outbox.send("yy")).toBe(false);
    expect(outbox.send("z")).toBe(true);
  });

  test("counts anew after the reader caught up", () => {
    const { reader, outbox } = slowReader();
    for (let round = 0; round < 5; round++) {
      reader.reads = false;
      for (let message = 0; message < 4; message++) expect(outbox.send("x".repeat(30))).toBe(true);
      reader.reads = true;
      outbox.drained();
    }
    expect(reader.taken).toHaveLength(20);
  });
});
