import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repository } from "./build/generate.ts";

const read = (name: string): string => readFileSync(join(repository, name), "utf8");
const english = read("README.md");
const chinese = read("README.zh-CN.md");

const links = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link = ""]) => (link.startsWith("README") ? [] : [link])).sort();
/** What a reader types or sees printed: the first words of each line, before a comment in his language. */
const blocks = (text: string): readonly string[] =>
  [...text.matchAll(/^```\n(.*?)^```/gms)].map(([, code = ""]) => code.replaceAll(/ +# .*$/gm, ""));
const headings = (text: string): number => text.match(/^## /gm)?.length ?? 0;
const rows = (text: string): number => text.match(/^\|/gm)?.length ?? 0;

test("README.zh-CN.md has the commands, outputs, tables and links of README.md", () => {
  expect(blocks(chinese)).toEqual(blocks(english));
  expect(links(chinese)).toEqual(links(english));
  expect([headings(chinese), rows(chinese)]).toEqual([headings(english), rows(english)]);
});

test("README.zh-CN.md follows README.md: whoever changes one changes the other, then the hash in its last line", () => {
  const hash = createHash("sha256").update(english).digest("hex");
  expect(chinese.trimEnd().split("\n").at(-1)).toBe(`<!-- README.md sha256:${hash} -->`);
});

test("README.md stays under 200 lines", () => {
  expect(english.split("\n").length).toBeLessThan(200);
});
