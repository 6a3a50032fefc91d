import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { ConnectionCap } from "./connection-cap.ts";

const from = (remoteAddress: string): Socket => Object.assign(new EventEmitter(), { remoteAddress }) as Socket;

describe("the cap on connections", () => {
  test("refuses one address above its share, and lets others in", () => {
    const cap = new ConnectionCap({ total: 10, perAddress: 2 });
    expect([from("10.0.0.1"), from("::ffff:10.0.0.1"), from("10.0.0.1")].map((each) => cap.admit(each))).toEqual([
      true,
      true,
      false,
    ]);
    expect(cap.admit(from("10.0.0.2"))).toBe(true);
  });

  test("counts an IPv6 /64 as one peer", () => {
    const cap = new ConnectionCap({ total: 10, perAddress: 1 });
    expect(cap.admit(from("2001:db8::1"))).toBe(true);
    expect(cap.admit(from("2001:db8::2"))).toBe(false);
    expect(cap.admit(from("2001:db8:0:1::2"))).toBe(true);
  });

  test("refuses everybody above the total, and admits again when one has left", () => {
    const cap = new ConnectionCap({ total: 2, perAddress: 2 });
    const first = from("10.0.0.1");
    expect([first, from("10.0.0.2"), from("10.0.0.3")].map((each) => cap.admit(each))).toEqual([true, true, false]);
    first.emit("close");
    expect(cap.admit(from("10.0.0.4"))).toBe(true);
  });
});
