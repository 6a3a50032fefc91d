import { describe, expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { commands } from "./all-commands.ts";
import { runProgram } from "./program.ts";

async function inChinese(...argv: readonly string[]) {
  const around = new FakeSurroundings({ variables: { LANG: "zh_CN.UTF-8" } });
  const code = await runProgram(argv, around, { version: "1.2.3", commands });
  return { code, stdout: around.stdout.text, stderr: around.stderr.text };
}

describe("a usage error in Chinese", () => {
  it.each([
    [["bootstrp"], "没有“bootstrp”这条命令\n提示: 你是不是想写 bootstrap？"],
    [["events", "--folow"], "没有“--folow”这个选项\n提示: 你是不是想写 --follow？"],
    [["explain"], "缺少参数“id”\n提示: 加上 --help 看看这条命令怎么用"],
    [["status", "-o"], "选项“-o, --output <format>”后面缺少值\n提示: 加上 --help 看看这条命令怎么用"],
    [
      ["status", "-o", "yaml"],
      "选项“-o, --output <format>”的值“yaml”不对。可以是 table, json。\n提示: 加上 --help 看看这条命令怎么用",
    ],
    [
      ["token", "create", "m1", "--ttl", "soon"],
      "选项“--ttl <time>”的值“soon”不对。请写成 90s、15m 或 1h30m 这样的时长。\n提示: 加上 --help 看看这条命令怎么用",
    ],
    [["get", "hots"], "参数“kind”的值“hots”不对。你是不是想写 hosts？\n提示: 加上 --help 看看这条命令怎么用"],
    [
      ["bootstrap", "--plan", "p", "--until", "etcd"],
      "选项“--plan <file>”不能和选项“--until <phase>”一起用\n提示: 加上 --help 看看这条命令怎么用",
    ],
    [["schema", "more"], "参数太多：需要 0 个，给了 1 个\n提示: 加上 --help 看看这条命令怎么用"],
  ])("of %j keeps its code and its exit code", async (argv, text) => {
    expect(await inChinese(...argv)).toEqual({ code: 64, stdout: "", stderr: `错误: USAGE: ${text}\n` });
  });
});
