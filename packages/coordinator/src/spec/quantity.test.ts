import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { durationText, parseDuration, parseSize, sizeText } from "./quantity.ts";

describe("a duration", () => {
  it.each([
    ["500ms", 500],
    ["60s", 60_000],
    ["2m", 120_000],
    ["1h30m", 5_400_000],
    ["1m30s", 90_000],
    ["1s500ms", 1500],
    ["24h", 86_400_000],
    ["0s", 0],
  ])("%s is %i ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "60", "s", "1.5s", "-1s", "1s1m", "1s1s", "1 s", "1S", "1d", "1m\n", "1e3s", "0x1s", "9999999s"])(
    "%j is none",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it("is read as it was written", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_599_999_999 }), (ms) => parseDuration(durationText(ms)) === ms));
  });
});

describe("a size", () => {
  it.each([
    ["512MiB", 536_870_912],
    ["8GiB", 8_589_934_592],
    ["1KiB", 1024],
    ["2TiB", 2_199_023_255_552],
  ])("%s is %i bytes", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
    expect(sizeText(bytes)).toBe(text);
  });

  it.each(["", "8", "8GB", "8G", "8gib", "1.5GiB", "-1GiB", "8 GiB", "8GiB\n"])("%j is none", (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});
