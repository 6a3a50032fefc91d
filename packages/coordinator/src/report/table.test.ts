import { describe, expect, it } from "vitest";
import { clip, oneLine, widthOf, wrap } from "./line.ts";
import { plainLook } from "./look.ts";
import { columns, table } from "./table.ts";

describe("a table", () => {
  it("keeps columns two spaces apart under wide characters", () => {
    const rows = [
      ["主机一", "已连接", "1"],
      ["k8s-master91", "lost 😀", "10"],
    ];
    expect(table(columns("NAME", "AGENT", "AGE>"), rows)).toEqual([
      "NAME          AGENT    AGE",
      "主机一        已连接     1",
      "k8s-master91  lost 😀   10",
    ]);
  });

  it("leaves no space at the end of a line, and makes room for a missing cell", () => {
    expect(table(columns("NAME", "STATE"), [["a"], ["bb", "ok"]])).toEqual(["NAME  STATE", "a", "bb    ok"]);
  });

  it("counts no width for colour", () => {
    const [, first, second] = table(columns("A", "B"), [
      ["\u001b[32mok\u001b[39m", "x"],
      ["fine", "y"],
    ]);
    expect(widthOf(first ?? "")).toBe(widthOf(second ?? ""));
  });
});

describe("text of others", () => {
  it("becomes one line without escapes, controls and marks that reorder", () => {
    expect(oneLine("a\u001b[31mb\u001b[0m\tc\n\u0000\u202ed\r\n")).toBe("ab  c \\u0000\\u202ed");
  });

  it("shows the last state of a progress bar", () => {
    expect(oneLine("10%\r55%\r100%\n")).toBe("100%");
  });
});

describe("a line", () => {
  it("is cut by width, not by characters, and never through one", () => {
    expect(clip("控制平面主机", 7, plainLook)).toBe("控制平…");
    expect(clip("👩‍👩‍👧 family", 3, plainLook)).toBe("👩‍👩‍👧…");
    expect(clip("plain", 5, plainLook)).toBe("plain");
    expect(clip("plainer", 6, { ...plainLook, unicode: false })).toBe("pla...");
    expect(clip("plain", 0, plainLook)).toBe("");
  });

  it("is wrapped between words and between wide characters, and a path stays whole", () => {
    expect(wrap("the path /var/lib/very/long/path/indeed is in the way", 20)).toEqual([
      "the path",
      "/var/lib/very/long/path/indeed",
      "is in the way",
    ]);
    expect(wrap("证书不包含地址 192.168.1.92", 12)).toEqual(["证书不包含地", "址", "192.168.1.92"]);
  });

  it("does not begin with Chinese punctuation that closes, nor end with one that opens", () => {
    expect(wrap("证书不包含地址，请更正", 14)).toEqual(["证书不包含地", "址，请更正"]);
    expect(wrap("证书不包含地（址）", 14)).toEqual(["证书不包含地", "（址）"]);
  });
});
