import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KeyedList } from "./keyed-list.ts";

describe("a keyed list", () => {
  it("does what a Map does, in the Map's order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.nat())), (changes) => {
        const map = new Map<number, number>();
        let list = KeyedList.of<number, number>();
        for (const [key, value] of changes) {
          map.set(key, value);
          list = list.with(key, value);
        }
        expect([...list]).toEqual([...map.values()]);
        expect(list.toJSON()).toEqual([...map]);
        expect(KeyedList.of(changes).toJSON()).toEqual([...map]);
        expect(list.size).toBe(map.size);
        for (let key = 0; key < 10; key += 1) expect(list.get(key)).toBe(map.get(key));
      }),
    );
  });

  it("can grow twice from the same list without one growth seeing the other", () => {
    const base = KeyedList.of<string, number>([["a", 1]]);
    const left = base.with("b", 2).with("c", 3);
    const right = base.with("c", 4).with("b", 5);
    expect(base.toJSON()).toEqual([["a", 1]]);
    expect(base.get("b")).toBeUndefined();
    expect(left.toJSON()).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ]);
    expect(right.toJSON()).toEqual([
      ["a", 1],
      ["c", 4],
      ["b", 5],
    ]);
  });

  it("leaves the list it came from as it was", () => {
    const before = KeyedList.of<string, number>([["a", 1]]);
    const after = before.with("a", 2).with("b", 3);
    expect(before.toJSON()).toEqual([["a", 1]]);
    expect(after.map((value) => value * 10).toJSON()).toEqual([
      ["a", 20],
      ["b", 30],
    ]);
  });
});
