import { execFileSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { widthOf } from "../report/line.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const variables = { PATH: process.env["PATH"], HOME: "/nonexistent", TERM: "xterm", LANG: "zh_CN.UTF-8" };
const explain = [main, "explain", "ETCD_START_WINDOW_MISSED"] as const;

describe("the program itself", () => {
  it("on a terminal of 60 columns: colours, lines that fit, the language of the locale", () => {
    const command = `stty cols 60 rows 24; ${[process.execPath, ...explain].join(" ")}`;
    const text = execFileSync("script", ["-qec", command, "/dev/null"], { encoding: "utf8", env: variables });
    expect(text).toContain("\u001b[1mETCD_START_WINDOW_MISSED");
    const lines = stripVTControlCharacters(text).split("\r\n");
    expect(lines.filter((line) => widthOf(line) > 60)).toEqual([]);
    expect(lines.filter((line) => /^ {2}\p{Script=Han}/u.test(line)).map((line) => line.slice(2, 4))).toEqual([
      ...["含义", "谁来", "能否", "出路", "退出"],
    ]);
  });

  it("in a pipe: the same without colours, 80 columns wide; --lang goes before the locale", () => {
    const text = execFileSync(process.execPath, [...explain, "--lang", "en"], { encoding: "utf8", env: variables });
    expect(text).toMatch(/^ETCD_START_WINDOW_MISSED\n {2}meaning {4}the etcd members did not form a cluster inside/);
    expect(text).not.toContain("\u001b");
  });
});
