import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "./build/generate.ts";

const read = (name: string): string => readFileSync(join(repository, name), "utf8");

/** Where the links of a page lead, from the top of the repository; a Chinese page may lead to the Chinese of another. */
const links = (page: string): readonly string[] =>
  [...read(page).matchAll(/\]\(([^)]+)\)/g)]
    .flatMap(([, link = ""]) => (/^https?:/.test(link) ? [link] : [join(dirname(page), link)]))
    .filter((link) => !/^(README|docs\/(zh\/)?operations)/.test(link))
    .map((link) => link.replace(/^docs\/zh\//, "docs/"))
    .sort();
/** What a reader types or sees printed: the first words of each line, before a comment in his language. */
const blocks = (text: string): readonly string[] =>
  [...text.matchAll(/^```\n(.*?)^```/gms)].map(([, code = ""]) => code.replaceAll(/ +# .*$/gm, ""));
const headings = (text: string): number => text.match(/^## /gm)?.length ?? 0;
const rows = (text: string): number => text.match(/^\|/gm)?.length ?? 0;

describe.each([
  ["README.md", "README.zh-CN.md"],
  ["docs/operations.md", "docs/zh/operations.md"],
])("%s and %s", (english, chinese) => {
  test("have the same commands, outputs, tables and links", () => {
    expect(blocks(read(chinese))).toEqual(blocks(read(english)));
    expect(links(chinese)).toEqual(links(english));
    expect([headings(read(chinese)), rows(read(chinese))]).toEqual([headings(read(english)), rows(read(english))]);
  });

  test("go together: whoever changes the first changes the second, then the hash in its last line", () => {
    const hash = createHash("sha256").update(read(english)).digest("hex");
    expect(read(chinese).trimEnd().split("\n").at(-1)).toBe(`<!-- ${english} sha256:${hash} -->`);
  });

  test("lead to files that are there", () => {
    for (const link of [...links(english), ...links(chinese)]) {
      if (!link.startsWith("http")) expect(existsSync(join(repository, link.replace(/#.*/, ""))), link).toBe(true);
    }
  });
});

test("README.md stays under 200 lines", () => {
  expect(read("README.md").split("\n").length).toBeLessThan(200);
});
