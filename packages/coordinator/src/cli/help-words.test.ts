import { describe, expect, it } from "vitest";
import { FakeSurroundings } from "../../../../test/fakes/fake-surroundings.ts";
import { widthOf } from "../report/line.ts";
import { commands } from "./all-commands.ts";
import { helpText } from "./help-words.ts";
import { type CommandTree, everyCommand } from "./manual/command-tree.ts";
import { programTree } from "./manual/manual.ts";
import { runProgram } from "./program.ts";
import { helpZh } from "./words/help-zh.ts";

/** What the parser itself and the program as a whole say is in typed catalogues. */
const typed = new Set(["--help", "--version", "--lang"]);

const textsOf = ({ summary, description, options, arguments: taken }: CommandTree): readonly string[] => [
  ...[summary, description],
  ...taken.map((each) => each.description),
  ...options.filter(({ long = "" }) => !typed.has(long)).map((option) => option.description),
];

const [program, ...all] = everyCommand(programTree("1.2.3"));
const texts = new Set(all.flatMap(textsOf).filter((text) => text !== ""));

describe("the help in Chinese", () => {
  it("has every command, argument and option", () => {
    expect(program?.path).toEqual(["coordinator"]);
    expect([...texts].filter((text) => helpText(text, "zh") === text)).toEqual([]);
  });

  it("has nothing of what is no more", () => {
    const initial = new Set(all.flatMap(({ options }) => options.flatMap((option) => option.initial ?? [])));
    expect(Object.keys(helpZh).filter((text) => !texts.has(text) && !initial.has(text))).toEqual([]);
  });

  it.each(all.map(({ path }) => path.slice(1)))("keeps within 80 columns: %s", async (...path) => {
    const around = new FakeSurroundings({ variables: { LANG: "zh_CN.UTF-8" } });
    const exit = await runProgram([...path, "--help"], around, { version: "1.2.3", commands });
    expect({ exit, wide: around.stdout.lines.filter((line) => widthOf(line) > 80) }).toEqual({ exit: 0, wide: [] });
    expect(around.stdout.text).toMatch(/^用法: coordinator .*\n\n\p{Script=Han}/u);
  });
});
